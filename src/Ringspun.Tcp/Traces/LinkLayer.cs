namespace Ringspun.Tcp.Traces;

/// <summary>What a link carries.</summary>
public enum LinkLayer
{
    /// <summary>IP packets without any frame around them, as a TUN device has them.</summary>
    Ip,

    /// <summary>Ethernet frames without preamble and frame check sequence.</summary>
    Ethernet,
}
