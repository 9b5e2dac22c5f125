namespace Ringspun.Linux.Netlink;

/// <summary>What came of a netlink request.</summary>
public enum NetlinkOutcome
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The process lacks CAP_NET_ADMIN in the network's user namespace (EPERM).</summary>
    NotPermitted,

    /// <summary>What was to be added is there (EEXIST).</summary>
    AlreadyThere,

    /// <summary>There is no such link, address or route (ENODEV, ENXIO, EADDRNOTAVAIL, ESRCH, ENOENT).</summary>
    NotThere,

    /// <summary>The kernel refuses a value (EINVAL, ERANGE, EMSGSIZE, ENAMETOOLONG).</summary>
    Refused,

    /// <summary>The kernel, or the kind of link, cannot do this, or it is switched off, such as IPv6 (EACCES, EOPNOTSUPP, EAFNOSUPPORT, EPROTONOSUPPORT).</summary>
    Unsupported,

    /// <summary>Something else uses it (EBUSY).</summary>
    Busy,

    /// <summary>The gateway cannot be reached, or its link is down (ENETUNREACH, EHOSTUNREACH, ENETDOWN).</summary>
    Unreachable,

    /// <summary>The kernel has no memory, or parts of the answer were lost for want of it (ENOMEM, ENOBUFS).</summary>
    NoBuffers,

    /// <summary>What was asked for kept changing while it was listed.</summary>
    Interrupted,

    /// <summary>The kernel did not answer, or not in a way that makes sense.</summary>
    BadAnswer,

    /// <summary>Another error, which the errno names.</summary>
    Failed,
}
