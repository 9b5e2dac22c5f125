namespace Ringspun.Tcp;

/// <summary>Which directions of a connection are shut down.</summary>
[Flags]
public enum ShutdownSides : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Nothing more is read (SHUT_RD).</summary>
    Receive = 1,

    /// <summary>Nothing more is sent (SHUT_WR).</summary>
    Send = 2,

    /// <summary>Neither (SHUT_RDWR).</summary>
    Both = Receive | Send,
}
