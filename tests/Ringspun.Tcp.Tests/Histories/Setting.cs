namespace Ringspun.Tcp.Tests.Histories;

/// <summary>What a history begins with.</summary>
/// <param name="Ipv6">Which family is spoken.</param>
/// <param name="Mtu">The link's.</param>
/// <param name="SuperSegment">The longest packet that the device cuts.</param>
/// <param name="MaxConnections">The stack's limit.</param>
/// <param name="PeerIss">Where peers begin.</param>
/// <param name="Eager">Whether packets and events are taken after every step; if not, steps say when.</param>
/// <param name="Behaviours">What connections are given.</param>
internal sealed record Setting(bool Ipv6, int Mtu, int SuperSegment, int MaxConnections, uint PeerIss, bool Eager, TcpSettings[] Behaviours)
{
    public StackOptions Options(int host) => new()
    {
        Addresses = [new IpPrefix(Address(1 + host), Ipv6 ? 64 : 24)],
        Mtu = Mtu,
        SuperSegment = SuperSegment,
        MaxConnections = MaxConnections,
        FirstEphemeralPort = 50_000,
        LastEphemeralPort = 50_003,
        BufferBudget = long.MaxValue / 4,
        Tcp = Behaviours[0],
    };

    public IpAddress Address(int host) => Ipv6 ? new IpAddress(0x2001_0db8_0000_0000, (ulong)host) : new IpAddress(0x0A00_0000u + (uint)host);

    public override string ToString() =>
        $"{(Ipv6 ? "IPv6" : "IPv4")}, MTU {Mtu}, super-segments {SuperSegment}, {MaxConnections} connections, peers begin at {PeerIss}, "
        + $"{(Eager ? "packets are taken at once" : "packets wait")}; behaviours: {string.Join(" | ", Behaviours.Select(Changes))}";

    /// <summary>What is not as usual.</summary>
    private static string Changes(TcpSettings settings) => string.Join(", ", typeof(TcpSettings).GetProperties()
        .Where(property => property.Name != nameof(TcpSettings.Default) && !Equals(property.GetValue(settings), property.GetValue(TcpSettings.Default)))
        .Select(property => $"{property.Name} = {property.GetValue(settings)}"));
}
