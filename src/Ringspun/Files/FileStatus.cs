namespace Ringspun;

/// <summary>What statx(2) tells of a file.</summary>
public readonly record struct FileStatus
{
    /// <summary>The size in bytes.</summary>
    public long Size { get; init; }

    /// <summary>When the contents were last changed: nanoseconds since 1970-01-01 UTC.</summary>
    public long ModifiedNanoseconds { get; init; }

    /// <summary>When contents or attributes were last changed: nanoseconds since 1970-01-01 UTC.</summary>
    public long ChangedNanoseconds { get; init; }

    /// <summary>The file's number in its file system.</summary>
    public ulong Inode { get; init; }

    /// <summary>The file system: major number in the upper, minor in the lower 32 bits.</summary>
    public ulong Device { get; init; }

    /// <summary>Whether it is a regular file.</summary>
    public bool IsRegularFile { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory { get; init; }
}
