using Ringspun.Tcp;

namespace Ringspun.Bench.Tcp;

/// <summary>A stream of bytes through two stacks: copied in by the sender, out by the receiver, every byte compared.</summary>
internal sealed class BulkRun
{
    // Not a power of two, so that bytes out of place by a buffer or a segment are seen.
    private const int Period = 200_003;
    private const int Piece = 64 * 1024;

    private readonly byte[] _pattern = new byte[Period + Piece];
    private readonly byte[] _received = new byte[Piece];
    private readonly StackPair _pair;
    private readonly ConnectionId _client;
    private readonly ConnectionId _server;
    private int _sendAt;
    private int _receiveAt;

    public BulkRun(bool superSegments)
    {
        new Random(1).NextBytes(_pattern.AsSpan(0, Period));
        _pattern.AsSpan(0, Piece).CopyTo(_pattern.AsSpan(Period));
        _pair = new StackPair(superSegments, 256 * 1024);
        (_client, _server) = _pair.Open(_pair.Listen(80, out ListenerId listener), listener);
    }

    /// <summary>The packets so far, acknowledgments included.</summary>
    public long Packets => _pair.Packets;

    /// <summary>Moves at least so many bytes.</summary>
    /// <returns>The bytes moved.</returns>
    public long Move(long atLeast)
    {
        long moved = 0;
        while (moved < atLeast)
        {
            StackError error = _pair.Client.Send(_pair.Now, _client, _pattern.AsSpan(_sendAt, Piece), out int taken);
            if (error is not (StackError.None or StackError.WouldBlock))
            {
                StackPair.Check(error);
            }

            _sendAt = (_sendAt + taken) % Period;
            _pair.Pump();
            moved += Drain();
        }

        _pair.DropEvents();
        return moved;
    }

    private long Drain()
    {
        long read = 0;
        while (_pair.Server.Receive(_pair.Now, _server, _received, out int count) == StackError.None && count > 0)
        {
            if (!_received.AsSpan(0, count).SequenceEqual(_pattern.AsSpan(_receiveAt, count)))
            {
                throw new BenchFailure("wrong bytes were received");
            }

            _receiveAt = (_receiveAt + count) % Period;
            read += count;
        }

        return read;
    }
}
