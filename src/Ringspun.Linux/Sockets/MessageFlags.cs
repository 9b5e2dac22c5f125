namespace Ringspun.Linux;

/// <summary>Flags of send and receive calls (source: send(2), recv(2), include/linux/socket.h).</summary>
[Flags]
public enum MessageFlags
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Out-of-band data (MSG_OOB).</summary>
    OOB = 0x1,

    /// <summary>Leave the received data in the queue (MSG_PEEK).</summary>
    PEEK = 0x2,

    /// <summary>Received ancillary data was cut off (MSG_CTRUNC).</summary>
    CTRUNC = 0x8,

    /// <summary>Return the datagram's real length, or say that it was cut off (MSG_TRUNC).</summary>
    TRUNC = 0x20,

    /// <summary>This call does not wait, whatever the descriptor's mode (MSG_DONTWAIT).</summary>
    DONTWAIT = 0x40,

    /// <summary>Wait until the whole buffer is filled (MSG_WAITALL).</summary>
    WAITALL = 0x100,

    /// <summary>Receive from the error queue (MSG_ERRQUEUE).</summary>
    ERRQUEUE = 0x2000,

    /// <summary>A closed peer is -EPIPE and no SIGPIPE (MSG_NOSIGNAL).</summary>
    NOSIGNAL = 0x4000,

    /// <summary>More data follows at once: hold back a partial segment (MSG_MORE).</summary>
    MORE = 0x8000,

    /// <summary>Received descriptors are close-on-exec (MSG_CMSG_CLOEXEC).</summary>
    CMSG_CLOEXEC = 0x40000000,
}
