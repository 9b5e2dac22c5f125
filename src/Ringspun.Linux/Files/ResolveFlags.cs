namespace Ringspun.Linux;

/// <summary>How openat2(2) walks a path: RESOLVE_* (source: include/uapi/linux/openat2.h).</summary>
[Flags]
public enum ResolveFlags : ulong
{
    /// <summary>As open(2) does.</summary>
    None = 0,

    /// <summary>Do not cross mount points (RESOLVE_NO_XDEV); -EXDEV.</summary>
    NO_XDEV = 0x01,

    /// <summary>Do not follow links like those in /proc/self/fd (RESOLVE_NO_MAGICLINKS); -ELOOP.</summary>
    NO_MAGICLINKS = 0x02,

    /// <summary>Do not follow any symbolic link (RESOLVE_NO_SYMLINKS); -ELOOP.</summary>
    NO_SYMLINKS = 0x04,

    /// <summary>Stay below the directory: ".." and absolute paths that leave it are -EXDEV (RESOLVE_BENEATH).</summary>
    BENEATH = 0x08,

    /// <summary>The directory is the root of the walk, as after chroot(2) (RESOLVE_IN_ROOT).</summary>
    IN_ROOT = 0x10,

    /// <summary>Answer from the directory cache or return -EAGAIN (RESOLVE_CACHED); Linux 5.12.</summary>
    CACHED = 0x20,
}
