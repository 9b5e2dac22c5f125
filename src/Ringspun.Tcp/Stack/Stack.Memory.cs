using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Segments;

namespace Ringspun.Tcp;

/// <content>The memory that connections hold data in.</content>
public sealed partial class Stack
{
    // Each release wakes so many at most: the work of a call is bounded, and what is left is woken by the next.
    private const int WokenAtOnce = 8;

    // Slots, each at most once: a slot's mark outlives its connection, so that the queue is never longer than the table.
    private readonly Queue<int> _awaitingMemory = new();
    private bool _isRefused;

    /// <summary>The memory in bytes that holds data of connections now: whole buffers.</summary>
    public long BufferedBytes { get; private set; }

    /// <summary>Whether memory is scarce.</summary>
    public MemoryPressure Pressure { get; private set; }

    /// <summary>What may still be held.</summary>
    internal long MemoryLeft => _isRefused ? 0 : Math.Max(0, Options.BufferBudget - BufferedBytes);

    /// <summary>A connection's buffers may have changed.</summary>
    internal void Account(TcpBlock block)
    {
        int held = block.SndBuffer.Held + block.RcvBuffer.Held;
        if (held == block.HeldBuffers)
        {
            return;
        }

        bool released = held < block.HeldBuffers;
        BufferedBytes += (held - block.HeldBuffers) * (long)Buffers.BufferLength;
        block.HeldBuffers = held;
        _isRefused &= !released;
        UpdatePressure();
        if (released && _awaitingMemory.Count > 0)
        {
            WakeWaiting();
        }
    }

    /// <summary>The source of buffers gave none. Nothing more is asked of it until something is given back.</summary>
    internal void OnMemoryRefused(TcpBlock block)
    {
        // With nothing held by connections, nothing would be given back: then each call asks anew.
        Account(block);
        _isRefused = BufferedBytes > 0;
        UpdatePressure();
        AwaitMemory(block);
    }

    /// <summary>A send took less than was offered. When that was for want of memory, its return is told of like that of room in the buffer.</summary>
    internal void AfterShortSend(TcpBlock block, bool refused)
    {
        if (refused)
        {
            OnMemoryRefused(block);
        }
        else if (Pressure != MemoryPressure.None)
        {
            AwaitMemory(block);
        }
    }

    /// <summary>A connection wants to be told when there is memory again.</summary>
    internal void AwaitMemory(TcpBlock block)
    {
        if (!block.AwaitsMemory)
        {
            block.AwaitsMemory = true;
            _awaitingMemory.Enqueue(block.Slot);
        }
    }

    /// <summary>What is held, or what is refused, has changed. Asked for with every segment, the answer is kept.</summary>
    private void UpdatePressure()
    {
        MemoryPressure pressure =
            MemoryLeft == 0 ? MemoryPressure.Exhausted
            : BufferedBytes >= Options.BufferBudget / 4 * 3 ? MemoryPressure.High
            : MemoryPressure.None;
        if (Pressure == MemoryPressure.None && pressure != MemoryPressure.None)
        {
            Counters.Count(StackCounter.MemoryPressure);
        }

        Pressure = pressure;
    }

    private void WakeWaiting()
    {
        for (int woken = 0; woken < WokenAtOnce && Pressure != MemoryPressure.Exhausted && _awaitingMemory.TryDequeue(out int slot); woken++)
        {
            TcpBlock block = Blocks.At(slot);
            block.AwaitsMemory = false;
            if (!block.InUse)
            {
                continue;
            }

            if (block.Has(BlockFlags.WantsRoom))
            {
                block.Clear(BlockFlags.WantsRoom);
                Tell(block, ConnectionEvents.Writable);
            }

            // A window that was kept shut for want of memory would otherwise stay so until the peer probes it.
            if (block.CanReceive && ReceiveWindow.IsUpdateDue(this, block))
            {
                block.Set(BlockFlags.AckNow);
                MakeReady(block);
            }
        }
    }
}
