namespace Ringspun.Linux;

/// <summary>Which facts about a file are wanted, or were given: STATX_* (source: statx(2)).</summary>
[Flags]
public enum StatxMask : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The type bits of the mode.</summary>
    TYPE = 0x1,

    /// <summary>The permission bits of the mode.</summary>
    MODE = 0x2,

    /// <summary>The number of hard links.</summary>
    NLINK = 0x4,

    /// <summary>The owner.</summary>
    UID = 0x8,

    /// <summary>The group.</summary>
    GID = 0x10,

    /// <summary>The time of the last access.</summary>
    ATIME = 0x20,

    /// <summary>The time of the last change of the contents.</summary>
    MTIME = 0x40,

    /// <summary>The time of the last change of the inode.</summary>
    CTIME = 0x80,

    /// <summary>The inode's number.</summary>
    INO = 0x100,

    /// <summary>The size.</summary>
    SIZE = 0x200,

    /// <summary>The blocks in use.</summary>
    BLOCKS = 0x400,

    /// <summary>All of the above: what stat(2) has.</summary>
    BASIC_STATS = 0x7ff,

    /// <summary>The time of birth.</summary>
    BTIME = 0x800,

    /// <summary>The mount's number.</summary>
    MNT_ID = 0x1000,

    /// <summary>The alignment for direct I/O; Linux 6.1.</summary>
    DIOALIGN = 0x2000,
}
