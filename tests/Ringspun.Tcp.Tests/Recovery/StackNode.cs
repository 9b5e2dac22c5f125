using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>A stack with one link, and what its application does whenever something may have changed.</summary>
internal sealed class StackNode(StackOptions options, byte key) : INode
{
    private Invariants? _invariants;

    public BufferPool Pool { get; } = new(4096, 64 << 20);

    /// <summary>Whether the invariants are checked after every call.</summary>
    public bool Checks { get; set; }

    public Stack Stack => field ??= new Stack(options, new StackSecret([.. Enumerable.Repeat(key, StackSecret.Length)]), Pool);

    /// <summary>The application; it is told the time.</summary>
    public Action<long> Act { get; set; } = static _ => { };

    public long NextDeadline => Stack.NextDeadline;

    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        Stack.Receive(now, packet);
        Act(now);
        Check();
    }

    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        link = null;
        int length = Stack.Transmit(now, buffer, out _);
        Check();
        return length;
    }

    public void Advance(long now)
    {
        Stack.Advance(now);
        Act(now);
        Check();
    }

    private void Check()
    {
        if (Checks)
        {
            (_invariants ??= new Invariants(Stack)).Check();
        }
    }
}
