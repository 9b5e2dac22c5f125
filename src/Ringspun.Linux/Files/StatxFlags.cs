namespace Ringspun.Linux;

/// <summary>How statx(2) walks and asks: AT_* (source: statx(2)).</summary>
[Flags]
public enum StatxFlags
{
    /// <summary>As stat(2) does.</summary>
    None = 0,

    /// <summary>Describe a symbolic link itself (AT_SYMLINK_NOFOLLOW).</summary>
    SYMLINK_NOFOLLOW = 0x100,

    /// <summary>Do not mount what would be mounted on access (AT_NO_AUTOMOUNT).</summary>
    NO_AUTOMOUNT = 0x800,

    /// <summary>An empty path describes the descriptor itself (AT_EMPTY_PATH).</summary>
    EMPTY_PATH = 0x1000,

    /// <summary>Ask the server of a network file system (AT_STATX_FORCE_SYNC).</summary>
    FORCE_SYNC = 0x2000,

    /// <summary>Take what is known here (AT_STATX_DONT_SYNC).</summary>
    DONT_SYNC = 0x4000,
}
