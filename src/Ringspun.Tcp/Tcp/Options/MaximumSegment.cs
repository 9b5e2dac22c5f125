using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Options;

/// <summary>The sizes of segments (RFC 9293 section 3.7.1).</summary>
internal static class MaximumSegment
{
    // RFC9293 MUST-15: what to take for the peer's when it does not say.
    private const ushort DefaultIpv4 = 536;
    private const ushort DefaultIpv6 = 1220;

    // Nobody has links that small: a smaller one is meant to make us send many headers for little data.
    private const ushort Least = 64;

    public static int IpHeader(TcpBlock block) => block.Remote.Address.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length;

    /// <summary>What to tell the peer. RFC9293 MUST-67: the largest packet that can be received, less the headers without options.</summary>
    public static ushort ToAnnounce(bool ipv4, int mtu, TcpSettings settings)
    {
        int most = mtu - (ipv4 ? Ipv4Header.Length : Ipv6Header.Length) - TcpHeader.Length;
        return (ushort)(settings.MaximumSegmentSize == 0 ? most : Math.Min(most, settings.MaximumSegmentSize));
    }

    /// <summary>RFC9293 MUST-16: what the peer takes, or what the path takes; options are counted when a segment is written.</summary>
    public static ushort ToSend(TcpBlock block, ushort? announced)
    {
        bool ipv4 = block.Remote.Address.IsIpv4;
        int peer = Math.Max((int)(announced ?? (ipv4 ? DefaultIpv4 : DefaultIpv6)), Least);
        return (ushort)Math.Min(peer, ToAnnounce(ipv4, block.PathMtu, block.Settings));
    }
}
