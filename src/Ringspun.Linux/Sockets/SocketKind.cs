namespace Ringspun.Linux;

/// <summary>Socket types (source: socket(2)).</summary>
public enum SocketKind
{
    /// <summary>A reliable stream of bytes (SOCK_STREAM).</summary>
    STREAM = 1,

    /// <summary>Datagrams (SOCK_DGRAM).</summary>
    DGRAM = 2,

    /// <summary>Raw protocol access (SOCK_RAW); needs CAP_NET_RAW.</summary>
    RAW = 3,

    /// <summary>Reliable, ordered datagrams (SOCK_SEQPACKET).</summary>
    SEQPACKET = 5,
}
