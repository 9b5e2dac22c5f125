namespace Ringspun.Tcp.Wire;

/// <summary>Which options a segment has.</summary>
[Flags]
public enum TcpOptionSet : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Maximum segment size.</summary>
    MaximumSegmentSize = 1,

    /// <summary>Window scale.</summary>
    WindowScale = 2,

    /// <summary>SACK permitted.</summary>
    SackPermitted = 4,

    /// <summary>Timestamps.</summary>
    Timestamps = 8,

    /// <summary>SACK blocks.</summary>
    Sack = 16,

    /// <summary>User timeout.</summary>
    UserTimeout = 32,

    /// <summary>A Fast Open cookie, or the request for one.</summary>
    FastOpen = 64,
}
