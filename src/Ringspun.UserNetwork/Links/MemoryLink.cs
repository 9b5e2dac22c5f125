using System.Collections.Concurrent;
using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>One end of a link in memory: what one network sends the other receives, in order, unless a queue is full.</summary>
/// <remarks>For tests and for two networks within a program. Packets are spread over the other end's queues in turn, as a device does that knows no flows.</remarks>
public sealed class MemoryLink : ILink
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private Queue[] _queues = [];
    private MemoryLink? _peer;
    private uint _turn;
    private volatile Errno _failure;

    private MemoryLink(string name, int mtu, int superSegment, bool fillsChecksums, int capacity)
    {
        Name = name;
        Mtu = mtu;
        SuperSegment = superSegment;
        FillsChecksums = fillsChecksums;
        _capacity = capacity;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Mtu { get; }

    /// <inheritdoc/>
    public int SuperSegment { get; }

    /// <inheritdoc/>
    public bool FillsChecksums { get; }

    /// <summary>Makes both ends.</summary>
    /// <param name="mtu">The longest packet in bytes, 1,280 to 65,535.</param>
    /// <param name="superSegment">The longest super-segment in bytes: it arrives as it was sent; 0: none are sent.</param>
    /// <param name="fillsChecksums">Whether checksums are neither computed nor verified: nothing can happen to a packet in memory.</param>
    /// <param name="capacity">How many packets may wait in a queue; more are dropped.</param>
    /// <returns>The ends.</returns>
    public static (MemoryLink One, MemoryLink Other) CreatePair(int mtu = 1500, int superSegment = 0, bool fillsChecksums = false, int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mtu, 1280);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mtu, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        MemoryLink one = new("memory0", mtu, superSegment, fillsChecksums, capacity);
        MemoryLink other = new("memory1", mtu, superSegment, fillsChecksums, capacity) { _peer = one };
        one._peer = other;
        return (one, other);
    }

    /// <summary>Takes this end away, as a device is removed: its queues answer with an error from now on. Any thread.</summary>
    /// <param name="errno">The error.</param>
    public void Fail(Errno errno)
    {
        _failure = errno;
        foreach (Queue queue in Volatile.Read(ref _queues))
        {
            queue.Tell();
        }
    }

    /// <inheritdoc/>
    public ILinkQueue OpenQueue()
    {
        lock (_gate)
        {
            Queue queue = new(this);
            Volatile.Write(ref _queues, [.. _queues, queue]);
            return queue;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Fail(Errno.ENODEV);

    private void Deliver(ReadOnlySpan<byte> packet, in TransmitHints hints)
    {
        Queue[] queues = Volatile.Read(ref _queues);
        if (queues.Length > 0)
        {
            queues[Interlocked.Increment(ref _turn) % (uint)queues.Length].Add(packet, hints);
        }
    }

    private sealed class Queue(MemoryLink link) : ILinkQueue
    {
        private readonly ConcurrentQueue<(Chunk Packet, ReceiveHints Hints)> _waiting = new();
        private readonly byte[] _outgoing = new byte[Math.Max(link.Mtu, link.SuperSegment)];
        private Chunk _received;
        private volatile bool _isDisposed;

        public Action? Arrived { get; set; }

        public Span<byte> SendBuffer => _outgoing;

        // Every packet is copied here anyway.
        public bool Gathers => true;

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
        {
            packet = default;
            hints = default;
            if (link._failure != Errno.None)
            {
                return -(int)link._failure;
            }

            if (!_waiting.TryDequeue(out (Chunk Packet, ReceiveHints Hints) first))
            {
                return -(int)Errno.EAGAIN;
            }

            _received.Release();
            _received = first.Packet;
            packet = _received.Span;
            hints = first.Hints;
            return 0;
        }

        public Chunk Keep(ReadOnlySpan<byte> part) => IncomingMemory.Keep(_received, part);

        public int Send(int length, in TransmitHints hints)
        {
            if (link._failure != Errno.None)
            {
                return -(int)link._failure;
            }

            link._peer!.Deliver(_outgoing.AsSpan(0, length), hints);
            return 0;
        }

        public void Dispose()
        {
            lock (link._gate)
            {
                Volatile.Write(ref link._queues, [.. link._queues.Where(other => !ReferenceEquals(other, this))]);
            }

            _isDisposed = true;
            _received.Release();
            _received = Chunk.Empty;
            Drop();
        }

        internal void Add(ReadOnlySpan<byte> packet, in TransmitHints hints)
        {
            if (_waiting.Count < link._capacity)
            {
                Chunk copy = NativeChunk.Allocate(packet.Length);
                packet.CopyTo(copy.Span);
                _waiting.Enqueue((copy, new ReceiveHints(ChecksumVerified: hints.ChecksumStart > 0, hints.SegmentSize)));
                Tell();
            }

            if (_isDisposed)
            {
                // The other end's loop did not know yet.
                Drop();
            }
        }

        internal void Tell() => Arrived?.Invoke();

        private void Drop()
        {
            while (_waiting.TryDequeue(out (Chunk Packet, ReceiveHints Hints) dropped))
            {
                dropped.Packet.Release();
            }
        }
    }
}
