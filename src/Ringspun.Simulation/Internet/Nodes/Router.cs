using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Traces;
using Ringspun.Tcp.Wire;

namespace Ringspun.Simulation.Internet;

/// <summary>
/// Passes IP packets on (RFC 1812, RFC 8200): the longest prefix decides where to, the time to live goes down, what is too long is fragmented or
/// answered by ICMP. Its links carry IP, not Ethernet.
/// </summary>
public sealed partial class Router : INode
{
    private readonly List<RouterInterface> _interfaces = [];
    private readonly List<(IpPrefix Prefix, Link Link)> _routes = [];
    private readonly Queue<(Link Link, Packet Packet)> _output = new();
    private readonly PacketPool _packets = new();
    private readonly byte[] _scratch = new byte[SimulatedInternet.LargestPacket];

    /// <inheritdoc/>
    public long NextDeadline => long.MaxValue;

    /// <summary>What the router has done.</summary>
    public RouterCounters Counters { get; } = new();

    /// <summary>Whether it answers by ICMP what it cannot pass on. Without, it is one of the black holes that path MTU discovery has to live with.</summary>
    public bool AnswersByIcmp { get; set; } = true;

    /// <summary>Says which networks a link leads to; of several routes the one with the longest prefix counts, and of those the first.</summary>
    /// <param name="link">One of the router's links.</param>
    /// <param name="addresses">The router's own addresses at that link, IPv4 and IPv6: the senders of its ICMP messages.</param>
    /// <param name="prefixes">The networks.</param>
    public void AddRoutes(Link link, IReadOnlyList<IpAddress> addresses, params IReadOnlyList<IpPrefix> prefixes)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(prefixes);
        _ = link.From(this);
        if (link.Layer != LinkLayer.Ip)
        {
            throw new ArgumentException("a router's links carry IP", nameof(link));
        }

        _interfaces.Add(new RouterInterface(link, [.. addresses]));
        _routes.AddRange(prefixes.Select(prefix => (prefix, link)));
        _routes.Sort((left, right) => right.Prefix.Length.CompareTo(left.Prefix.Length));
    }

    /// <inheritdoc/>
    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        ArgumentNullException.ThrowIfNull(link);
        packet.CopyTo(_scratch);
        Span<byte> bytes = _scratch.AsSpan(0, packet.Length);
        if (packet.Length > 0 && packet[0] >> 4 == 6)
        {
            ReceiveIpv6(link, bytes);
        }
        else
        {
            ReceiveIpv4(link, bytes);
        }
    }

    /// <inheritdoc/>
    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        if (!_output.TryDequeue(out (Link Link, Packet Packet) next))
        {
            link = null;
            return 0;
        }

        link = next.Link;
        Span<byte> bytes = next.Packet.Bytes;
        bytes.CopyTo(buffer);
        int length = bytes.Length;
        _packets.Return(next.Packet);
        return length;
    }

    /// <inheritdoc/>
    public void Advance(long now)
    {
    }

    private void Enqueue(Link link, ReadOnlySpan<byte> packet) => _output.Enqueue((link, _packets.Rent(packet)));

    private Link? Find(in IpAddress destination)
    {
        foreach ((IpPrefix prefix, Link link) in _routes)
        {
            if (prefix.Contains(destination))
            {
                return link;
            }
        }

        return null;
    }

    private IpAddress AddressAt(Link link, bool isIpv4)
    {
        foreach (RouterInterface own in _interfaces)
        {
            if (ReferenceEquals(own.Link, link))
            {
                return Array.Find(own.Addresses, address => address.IsIpv4 == isIpv4);
            }
        }

        return default;
    }
}
