using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.StackAgent;

/// <summary>What the agent was asked to be.</summary>
/// <param name="Interface">The TUN interface; it is made unless it is there.</param>
/// <param name="Addresses">The stack's own addresses.</param>
/// <param name="Gateway">Where packets for other networks go; the kernel's address on an interface that is made.</param>
/// <param name="Control">The path of the control socket.</param>
/// <param name="Offload">Whether super-segments and checksums may be left to the other side.</param>
/// <param name="Mtu">The MTU; null leaves the interface's.</param>
/// <param name="Tcp">How connections behave.</param>
/// <param name="Secret">What initial sequence numbers come of; null for a random one.</param>
/// <param name="Capture">Where packets are written; null for nowhere.</param>
internal sealed record AgentSettings(
    string Interface,
    IReadOnlyList<IpPrefix> Addresses,
    IpAddress? Gateway,
    string Control,
    bool Offload,
    int? Mtu,
    TcpSettings Tcp,
    StackSecret? Secret,
    string? Capture);
