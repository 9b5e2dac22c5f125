namespace Ringspun.Linux;

/// <summary>What epoll_ctl(2) does with a descriptor.</summary>
public enum EpollOperation
{
    /// <summary>Watch it (EPOLL_CTL_ADD).</summary>
    ADD = 1,

    /// <summary>Forget it (EPOLL_CTL_DEL).</summary>
    DEL = 2,

    /// <summary>Watch it for something else, and report its state afresh (EPOLL_CTL_MOD).</summary>
    MOD = 3,
}
