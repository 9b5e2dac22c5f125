namespace Ringspun.Tcp.Wire;

/// <summary>The kinds of TCP options that are understood (IANA).</summary>
public enum TcpOptionKind : byte
{
    /// <summary>End of the list.</summary>
    End = 0,

    /// <summary>Padding between options.</summary>
    NoOperation = 1,

    /// <summary>Maximum segment size (RFC 9293 section 3.7.1).</summary>
    MaximumSegmentSize = 2,

    /// <summary>Window scale (RFC 7323 section 2.2).</summary>
    WindowScale = 3,

    /// <summary>SACK permitted (RFC 2018 section 2).</summary>
    SackPermitted = 4,

    /// <summary>SACK (RFC 2018 section 3).</summary>
    Sack = 5,

    /// <summary>Timestamps (RFC 7323 section 3.2).</summary>
    Timestamps = 8,

    /// <summary>User timeout (RFC 5482).</summary>
    UserTimeout = 28,

    /// <summary>Fast Open cookie (RFC 7413).</summary>
    FastOpen = 34,
}
