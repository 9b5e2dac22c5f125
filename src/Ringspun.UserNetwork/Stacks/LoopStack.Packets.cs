using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Buffers;

namespace Ringspun.UserLevel;

/// <content>Packets in, packets out, and the time.</content>
internal sealed partial class LoopStack
{
    /// <summary>While the device has no room: how long until it is asked again.</summary>
    private const long RetryAfter = 1_000_000;

    /// <summary>Received in one turn before the fibers run, in bytes: what they read is then still in the core's own cache, super-segments or not.</summary>
    private const int ReceiveBytes = 256 * 1024;

    /// <summary>So many packets at once: the loop is busy, and fewer and larger rounds cost less than earlier answers gain.</summary>
    private const int LargeBatch = 32;

    // Without a link only the own addresses are reachable, and packets to those stay inside.
    private readonly byte[] _nowhere = new byte[ushort.MaxValue];
    private readonly PayloadParts? _gathered;
    private int _held;
    private TransmitHints _heldHints;
    private bool _readable = true;
    private bool _isPolling;
    private bool _isFlushDue;
    private bool _hasData;
    private int _received;

    /// <summary>
    /// Packets come in first; then their fibers run, and what those send goes out together with the acknowledgments, in the loop's next turn, before it takes
    /// in more.
    /// </summary>
    public bool Poll(EventLoop loop, PollEvents events, int budget)
    {
        _isPolling = true;
        _readable |= events != PollEvents.None || Descriptor < 0;
        _now = Math.Max(_now, loop.ReadClock());
        if (_hasData && _received < LargeBatch)
        {
            // It has waited for all fibers that were ready; not for what has come meanwhile too.
            _isFlushDue = false;
            SendPackets();
        }

        ReceivePackets(budget);
        bool again = _readable | TakeHandedOver(budget);
        _ = Tell();
        if (!_isFlushDue && loop.HasReadyFibers)
        {
            _isFlushDue = true;
            again = true;
        }
        else
        {
            _isFlushDue = false;
            SendPackets();

            // What went to an own address has arrived already.
            again |= Tell();
        }

        _isPolling = false;
        ArmTimer();
        return again && Failure == Errno.None;
    }

    /// <summary>The stack was called by a fiber: it may have something to send once the fibers have run.</summary>
    internal void Touch()
    {
        if (!_isPolling && !_isFlushDue && Failure == Errno.None)
        {
            _isFlushDue = true;
            _handle.Signal();
        }
    }

    /// <summary>The stack was given data to send.</summary>
    internal void TouchData()
    {
        _hasData = true;
        Touch();
    }

    /// <summary>Sends now what there is to send, without waiting for other fibers to have their say.</summary>
    internal void Flush()
    {
        SendPackets();
        Touch();
    }

    /// <summary>
    /// Keeps data of the packet that has just come, in its place where that is possible. A packet's memory is as long as the longest, so little data had
    /// better be copied than hold it.
    /// </summary>
    /// <returns>The data; empty: neither is possible.</returns>
    internal Chunk Keep(ReadOnlySpan<byte> data)
    {
        if (data.Length > SmallChunks.ChunkSize)
        {
            return _queue is null ? Chunk.Empty : _queue.Keep(data);
        }

        Chunk copy = SmallChunks.Rent();
        data.CopyTo(copy.Span);
        return copy.Slice(0, data.Length);
    }

    private void ReceivePackets(int budget)
    {
        int bytes = ReceiveBytes;
        _received = 0;
        for (; _readable && Failure == Errno.None && _queue is not null && budget > 0 && bytes > 0; budget--)
        {
            int result = _queue.Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints);
            if (result == 0)
            {
                NoteUp();
                PacketCounts.CountReceived();
                _received++;
                bytes -= packet.Length;
                Take(packet, hints);
                continue;
            }

            switch (result.ToErrno())
            {
                case Errno.EMSGSIZE or Errno.EBADMSG or Errno.ENOBUFS:
                    PacketCounts.CountReceiveLost();
                    break;
                case Errno.ENETDOWN:
                    NoteReceiveDown();
                    break;
                case Errno.EAGAIN:
                    _readable = false;
                    break;
                default:
                    Fail(result.ToErrno());
                    return;
            }
        }

        _readable &= _queue is not null;
    }

    private void SendPackets()
    {
        _hasData = false;
        if (Failure != Errno.None)
        {
            return;
        }

        while (_held > 0 || (_held = Transmit(out _heldHints)) > 0)
        {
            int result = _queue is null ? 0 : _gathered is { Length: > 0 } data ? _queue.SendGathered(_held, _heldHints, data) : _queue.Send(_held, _heldHints);
            switch (result.ToErrno())
            {
                case Errno.None:
                    NoteUp();
                    break;
                case Errno.EAGAIN:
                    return;
                case Errno.EIO or Errno.ENETDOWN:
                    NoteDown();
                    break;
                case Errno.ENOBUFS or Errno.EMSGSIZE or Errno.EINVAL or Errno.EHOSTUNREACH or Errno.EPERM:
                    // Lost, as on the way: whoever needs it sends it again.
                    break;
                default:
                    Fail(result.ToErrno());
                    return;
            }

            PacketCounts.CountSend(result == 0);
            _held = 0;
        }
    }

    private int Transmit(out TransmitHints hints)
    {
        Span<byte> buffer = _queue is null ? _nowhere : _queue.SendBuffer;
        hints = default;
        return buffer.IsEmpty ? 0
            : _ethernet is null ? Stack.Transmit(_now, buffer, out hints, _gathered)
            : _ethernet.Transmit(_now, buffer, out hints, _gathered);
    }

    private void ArmTimer()
    {
        if (Failure != Errno.None)
        {
            return;
        }

        long deadline = _held > 0 || _queue is { SendBuffer.IsEmpty: true } ? _now + RetryAfter : long.MaxValue;
        deadline = Math.Min(deadline, _ethernet?.NextDeadline ?? Stack.NextDeadline);

        // A deadline that has moved on leaves the timer where it is: it looks again when it fires.
        if (deadline < long.MaxValue && (!_timer.IsArmed || deadline < _timer.ArmedFor))
        {
            _timer.ArmedFor = deadline;
            Loop.Arm(_timer, deadline);
        }
    }

    private void OnDeadline()
    {
        _now = Math.Max(_now, Loop.ReadClock());
        if (_ethernet is null)
        {
            Stack.Advance(_now);
        }
        else
        {
            _ethernet.Advance(_now);
        }

        Touch();
        if (!_isFlushDue)
        {
            ArmTimer();
        }
    }
}
