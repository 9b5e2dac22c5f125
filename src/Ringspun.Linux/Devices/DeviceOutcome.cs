namespace Ringspun.Linux.Devices;

/// <summary>What came of receiving or sending one packet. Each device says which of the kernel's errors it means by each.</summary>
public enum DeviceOutcome
{
    /// <summary>The packet was received, or handed over to be sent.</summary>
    Done,

    /// <summary>There is no packet now, or no room for one: wait until the descriptor is ready (-EAGAIN).</summary>
    WouldBlock,

    /// <summary>The packet is longer than the device takes (-EMSGSIZE), or than the buffer: it is dropped.</summary>
    TooLong,

    /// <summary>What came from the device makes no sense, and is dropped.</summary>
    Malformed,

    /// <summary>The kernel refuses the packet: header and packet contradict each other, or it is no IP packet (-EINVAL).</summary>
    Refused,

    /// <summary>The interface is down (TUN: -EIO; packet sockets: -ENETDOWN): the packet is dropped. It may come up again.</summary>
    Down,

    /// <summary>The kernel has no memory or queue space for the packet (-ENOBUFS, -ENOMEM): it is dropped, and retransmission is the remedy.</summary>
    NoBuffers,

    /// <summary>Packets were lost before this call because they were not read quickly enough (netfilter's queue: -ENOBUFS); reading goes on.</summary>
    Lost,

    /// <summary>There is no way to the packet's destination (-ENETUNREACH, -EHOSTUNREACH, -EADDRNOTAVAIL): it is dropped.</summary>
    Unreachable,

    /// <summary>A filter or a missing capability forbids the packet (-EPERM, -EACCES): it is dropped.</summary>
    NotPermitted,

    /// <summary>The interface was removed (-EBADFD, -ENODEV, -ENXIO): the device can only be closed.</summary>
    Gone,

    /// <summary>The device was closed by this program (-EBADF).</summary>
    Closed,

    /// <summary>The device has taken the packet's beginning alone: what left is no packet.</summary>
    Cut,

    /// <summary>Another error, which the <see cref="Errno"/> beside it names: the packet is dropped.</summary>
    Failed,
}
