using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>A stack in a world; its invariants are checked after every step.</summary>
internal sealed class Host : INode
{
    private readonly StackNode _node;
    private readonly Invariants _invariants;

    public Host(StackOptions options, byte[] secret)
    {
        Pool = new BufferPool(2048, 64 << 20);
        _node = new StackNode(new Stack(options, new StackSecret(secret), Pool));
        _invariants = new Invariants(_node.Stack);
    }

    public BufferPool Pool { get; }

    public Stack Stack => _node.Stack;

    public ListenerId Listener { get; set; }

    public Action<long, StackEvent>? Application
    {
        set => _node.Application = value;
    }

    public long NextDeadline => _node.NextDeadline;

    /// <summary>The address of a family.</summary>
    public IpAddress Address(bool ipv4) => Stack.Options.Addresses.First(own => own.Address.IsIpv4 == ipv4).Address;

    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        _node.Receive(now, link, packet);
        _invariants.Check();
    }

    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        int length = _node.Transmit(now, buffer, out link);
        if (length > 0)
        {
            _invariants.Check();
        }

        return length;
    }

    public void Advance(long now)
    {
        _node.Advance(now);
        _invariants.Check();
    }
}
