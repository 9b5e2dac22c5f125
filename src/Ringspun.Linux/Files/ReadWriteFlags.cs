namespace Ringspun.Linux;

/// <summary>Flags of one read or write: RWF_* (source: preadv2(2), include/uapi/linux/fs.h).</summary>
[Flags]
public enum ReadWriteFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>High priority: poll for the completion (RWF_HIPRI).</summary>
    HIPRI = 0x01,

    /// <summary>As O_DSYNC (RWF_DSYNC).</summary>
    DSYNC = 0x02,

    /// <summary>As O_SYNC (RWF_SYNC).</summary>
    SYNC = 0x04,

    /// <summary>-EAGAIN instead of waiting for the device (RWF_NOWAIT).</summary>
    NOWAIT = 0x08,

    /// <summary>As O_APPEND (RWF_APPEND).</summary>
    APPEND = 0x10,

    /// <summary>In spite of O_APPEND (RWF_NOAPPEND).</summary>
    NOAPPEND = 0x20,

    /// <summary>All or nothing (RWF_ATOMIC).</summary>
    ATOMIC = 0x40,

    /// <summary>Leave nothing in the page cache (RWF_DONTCACHE); Linux 6.14.</summary>
    DONTCACHE = 0x80,
}
