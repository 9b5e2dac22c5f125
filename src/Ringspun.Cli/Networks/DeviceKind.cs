namespace Ringspun.Cli.Networks;

/// <summary>The kinds of packet devices that a user-level stack can have.</summary>
internal enum DeviceKind
{
    /// <summary>A TUN interface: packets to and from this machine's kernel.</summary>
    Tun,
}
