namespace Ringspun.Simulation;

/// <summary>
/// One direction of a connection: bytes, then perhaps the end of the stream or a reset, arriving in order after the network's latency.
/// </summary>
/// <remarks>
/// What is on the way and what waits for its reader share one bounded buffer, as the two sockets' buffers and the window do in TCP: a reader
/// that stops reading stops the writer.
/// </remarks>
internal sealed class SimulatedPipe(SimulatedNetwork network, SimulatedPath path)
{
    private const int End = -1;
    private const int Reset = -2;

    // Lengths of the pieces under way, or one of the markers above.
    private readonly Queue<int> _underWay = new();
    private readonly ByteRing _bytes = new();
    private long _lastDue;
    private long _lineFree;
    private bool _readerGone;
    private int _unacknowledged;

    /// <summary>Where the pipe leads.</summary>
    internal SimulatedConnection? Reader { get; set; }

    /// <summary>Where it comes from.</summary>
    internal SimulatedConnection? Writer { get; set; }

    /// <summary>Bytes that have arrived and wait to be read.</summary>
    internal int Available { get; private set; }

    /// <summary>Whether the end of the stream has arrived (behind the available bytes).</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Takes what there is room for, cut into pieces. Returns how much.</summary>
    internal int Write(ReadOnlySpan<byte> data)
    {
        int written = 0;
        while (written < data.Length)
        {
            int room = network.Options.BufferCapacity - _unacknowledged;
            if (room <= 0)
            {
                break;
            }

            int piece = Math.Min(Math.Min(room, data.Length - written), network.PieceSize());
            if (!_readerGone)
            {
                _bytes.Add(data.Slice(written, piece));
            }

            _unacknowledged += piece;
            written += piece;
            Send(piece);
        }

        return written;
    }

    internal void WriteEnd() => Send(End);

    internal void WriteReset() => Send(Reset);

    /// <summary>Reads a piece of what is available.</summary>
    internal int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(buffer.Length, Available), network.PieceSize());
        _bytes.Take(buffer[..count]);
        Available -= count;

        // The writer learns of the room only after the way back.
        path.Send(() => Acknowledge(count));
        return count;
    }

    /// <summary>The reader has closed: what still arrives is answered with a reset.</summary>
    internal void CloseReader()
    {
        _readerGone = true;
        Available = 0;
        _bytes.Clear();
    }

    private void Send(int piece)
    {
        SimulatedNetworkFault fault = piece > 0
            ? network.FaultOf(SimulatedNetworkCallKind.Piece, Writer!.LocalEndPoint, Writer.RemoteEndPoint, piece)
            : default;

        // Never before the piece ahead of it: only the time that each takes is random, not the order.
        long delay = LineTime(piece) + (fault.Delay.Ticks * TimeSpan.NanosecondsPerTick);
        _lastDue = Math.Max(_lastDue, path.ArrivalTime() + delay);
        _underWay.Enqueue(piece);
        path.SendAt(_lastDue, Arrive);
        if (fault.Resets)
        {
            // Not at once: the send that this piece belongs to is under way on the stack.
            network.Simulation.Add(network.Simulation.Clock, Writer!.ResetBothEnds);
        }
    }

    /// <summary>How long from now until a piece has left, behind those that leave before it: the line carries so many bytes a second.</summary>
    private long LineTime(int piece)
    {
        if (path.Link.BytesPerSecond is not { } rate)
        {
            return 0;
        }

        long now = network.Simulation.Clock;
        _lineFree = Math.Max(now, _lineFree) + (long)Math.Ceiling(Math.Max(piece, 0) * 1e9 / rate);
        return _lineFree - now;
    }

    private void Arrive()
    {
        int piece = _underWay.Dequeue();
        if (_readerGone)
        {
            if (piece > 0)
            {
                path.Send(() => Writer?.OnReset());
            }

            return;
        }

        switch (piece)
        {
            case Reset:
                Reader?.OnReset();
                break;
            case End:
                HasEnded = true;
                Reader?.OnArrival();
                break;
            default:
                Available += piece;
                Reader?.OnArrival();
                break;
        }
    }

    private void Acknowledge(int count)
    {
        _unacknowledged -= count;
        Writer?.OnRoom();
    }
}
