namespace Ringspun.Simulation;

/// <summary>A file, a directory or a symbolic link of a <see cref="SimulatedFileSystem"/>.</summary>
internal sealed class FileNode(ulong inode)
{
    /// <summary>Entries by name where this is a directory; asked by key only.</summary>
    internal Dictionary<string, FileNode>? Entries { get; init; }

    /// <summary>Where this leads if it is a symbolic link.</summary>
    internal string? Target { get; init; }

    /// <summary>The contents of a file. The array is replaced, never changed.</summary>
    internal byte[] Bytes { get; set; } = [];

    internal bool IsAccessible { get; set; } = true;

    internal long Modified { get; set; }

    internal long Changed { get; set; }

    internal bool IsDirectory => Entries is not null;

    internal FileStatus Status => new()
    {
        Size = Bytes.Length,
        ModifiedNanoseconds = Modified,
        ChangedNanoseconds = Changed,
        Inode = inode,
        Device = 1,
        IsRegularFile = Entries is null && Target is null,
        IsDirectory = IsDirectory,
    };
}
