namespace Ringspun.Linux;

/// <summary>Directions of shutdown(2).</summary>
public enum ShutdownDirection
{
    /// <summary>No more receiving (SHUT_RD).</summary>
    RD = 0,

    /// <summary>No more sending: the peer reads the end of the stream (SHUT_WR).</summary>
    WR = 1,

    /// <summary>Neither (SHUT_RDWR).</summary>
    RDWR = 2,
}
