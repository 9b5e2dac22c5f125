namespace Ringspun;

/// <summary>Files, asynchronously, for one loop's fibers.</summary>
public interface IFiles
{
    /// <summary>Opens a file below a directory; no part of the path leaves it (openat2(2), RESOLVE_BENEATH).</summary>
    /// <param name="directory">A directory's descriptor.</param>
    /// <param name="path">The path below it, UTF-8, without a leading slash and without NUL, empty for the directory itself; must be left alone until the operation has ended.</param>
    /// <param name="options">What for.</param>
    /// <param name="cancel">Gives up; a file that was opened all the same is closed again.</param>
    /// <returns>The file with its status, or the error: not finding a file is no exception here.</returns>
    IoOperation<FileOpenResult> OpenBeneathAsync(DirectoryHandle directory, ReadOnlyMemory<byte> path, FileOpenOptions options = FileOpenOptions.None, CancellationToken cancel = default);
}
