using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Windows;

/// <summary>How much a connection may hold: what its buffers have grown to, and less while memory is scarce.</summary>
internal static class BufferSizes
{
    /// <summary>New settings hold: fixed sizes at once, tuned ones begin at the minimum, or stay what they have grown to.</summary>
    public static void Apply(TcpBlock block)
    {
        TcpSettings settings = block.Settings;
        block.RcvCapacity = Math.Clamp(block.RcvCapacity, settings.LeastReceived, settings.MostReceived);
        block.SndCapacity = Math.Clamp(block.SndCapacity, settings.LeastSent, settings.MostSent);
    }

    /// <summary>The window of a SYN, which is never scaled (RFC 7323 section 2.2): what is there to be held.</summary>
    public static ushort FirstWindow(Stack stack, TcpSettings settings)
    {
        int window = Math.Min(settings.LeastReceived, ushort.MaxValue);
        return (ushort)(stack.Pressure == MemoryPressure.None ? window : Math.Min(window, stack.MemoryLeft));
    }

    /// <summary>The receive buffer. What was promised is promised: this concerns new promises only.</summary>
    public static int Receive(Stack stack, TcpBlock block) =>
        stack.Pressure == MemoryPressure.None ? block.RcvCapacity : block.Settings.LeastReceived;

    /// <summary>How much more may be promised to the peer; while memory is scarce no more than there is.</summary>
    public static int Promise(Stack stack, TcpBlock block, int free)
    {
        if (stack.Pressure == MemoryPressure.None || free <= stack.MemoryLeft)
        {
            return free;
        }

        stack.AwaitMemory(block);
        return (int)stack.MemoryLeft;
    }

    /// <summary>How many bytes more are taken from the application.</summary>
    public static int SendRoom(Stack stack, TcpBlock block)
    {
        bool scarce = stack.Pressure != MemoryPressure.None;
        int capacity = scarce ? block.Settings.LeastSent : block.SndCapacity;
        int room = Math.Max(0, capacity - block.SndBuffered);
        return scarce ? (int)Math.Min(room, stack.MemoryLeft) : room;
    }

    /// <summary>
    /// Something was acknowledged. The send buffer is twice the congestion window: one window is in the network, and the next is there when it is
    /// acknowledged.
    /// </summary>
    public static void OnAcknowledged(Stack stack, TcpBlock block)
    {
        long wanted = 2 * (long)block.Congestion.Window;
        if (wanted > block.SndCapacity && stack.Pressure == MemoryPressure.None)
        {
            block.SndCapacity = (int)Math.Max(block.SndCapacity, Math.Min(wanted, block.Settings.MostSent));
        }
    }
}
