namespace Ringspun.Linux;

/// <summary>Readiness events and modes of epoll (source: epoll_ctl(2)).</summary>
[Flags]
public enum EpollEvents : uint
{
    /// <summary>Nothing; ERR and HUP are reported all the same.</summary>
    None = 0,

    /// <summary>Readable (EPOLLIN).</summary>
    IN = 0x001,

    /// <summary>Exceptional condition, such as out-of-band data (EPOLLPRI).</summary>
    PRI = 0x002,

    /// <summary>Writable (EPOLLOUT).</summary>
    OUT = 0x004,

    /// <summary>An error is pending (EPOLLERR); always reported.</summary>
    ERR = 0x008,

    /// <summary>Both directions are closed (EPOLLHUP); always reported.</summary>
    HUP = 0x010,

    /// <summary>The peer has stopped sending (EPOLLRDHUP).</summary>
    RDHUP = 0x2000,

    /// <summary>Only one of the epoll instances that watch this descriptor is woken (EPOLLEXCLUSIVE).</summary>
    EXCLUSIVE = 1u << 28,

    /// <summary>Keeps the system awake (EPOLLWAKEUP).</summary>
    WAKEUP = 1u << 29,

    /// <summary>Disarmed after one event, until it is modified (EPOLLONESHOT).</summary>
    ONESHOT = 1u << 30,

    /// <summary>Edge-triggered: reports changes, not states (EPOLLET).</summary>
    ET = 1u << 31,
}
