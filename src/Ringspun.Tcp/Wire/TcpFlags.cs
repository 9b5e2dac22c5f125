namespace Ringspun.Tcp.Wire;

/// <summary>The control bits of a TCP segment (RFC 9293 section 3.1).</summary>
[Flags]
public enum TcpFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>No more data from the sender.</summary>
    Fin = 1,

    /// <summary>Synchronise sequence numbers.</summary>
    Syn = 2,

    /// <summary>Reset the connection.</summary>
    Rst = 4,

    /// <summary>Push function.</summary>
    Psh = 8,

    /// <summary>The acknowledgment field counts.</summary>
    Ack = 16,

    /// <summary>The urgent pointer counts.</summary>
    Urg = 32,

    /// <summary>The receiver of this has told of congestion (RFC 3168).</summary>
    Ece = 64,

    /// <summary>The sender has reduced its congestion window (RFC 3168).</summary>
    Cwr = 128,
}
