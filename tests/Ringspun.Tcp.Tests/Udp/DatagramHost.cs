using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>A stack at a simulated internet.</summary>
internal sealed class DatagramHost(Stack stack) : INode
{
    public Stack Stack { get; } = stack;

    public long NextDeadline => Stack.NextDeadline;

    public int Longest { get; private set; }

    public void Receive(long now, Link link, ReadOnlySpan<byte> packet) => Stack.Receive(now, packet);

    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        link = null;
        int length = Stack.Transmit(now, buffer, out _);
        Longest = Math.Max(Longest, length);
        return length;
    }

    public void Advance(long now) => Stack.Advance(now);
}
