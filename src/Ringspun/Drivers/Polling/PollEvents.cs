namespace Ringspun;

/// <summary>What a descriptor is ready for. The numbers are those of poll(2) and epoll(7).</summary>
[Flags]
public enum PollEvents
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading would not wait (POLLIN).</summary>
    Readable = 0x1,

    /// <summary>Something exceptional is there, such as urgent data (POLLPRI).</summary>
    Priority = 0x2,

    /// <summary>Writing would not wait (POLLOUT).</summary>
    Writable = 0x4,

    /// <summary>An error is pending (POLLERR); always reported.</summary>
    Error = 0x8,

    /// <summary>The other side is gone (POLLHUP); always reported.</summary>
    HangUp = 0x10,

    /// <summary>The peer has stopped sending (POLLRDHUP).</summary>
    PeerClosed = 0x2000,
}
