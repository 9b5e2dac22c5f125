namespace Ringspun.Linux;

/// <summary>Flags for new sockets (source: socket(2), accept4(2)). Close-on-exec is always set and has no name here.</summary>
[Flags]
public enum SocketFlags
{
    /// <summary>Calls wait.</summary>
    None = 0,

    /// <summary>Calls that would wait return -EAGAIN (SOCK_NONBLOCK).</summary>
    NONBLOCK = 0x800,
}
