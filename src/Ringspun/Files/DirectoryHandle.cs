using Ringspun.Linux;

namespace Ringspun;

/// <summary>An open directory, below which files are opened. Any thread, any loop.</summary>
public sealed class DirectoryHandle : IDisposable
{
    private readonly OwnedDescriptor? _descriptor;

    private DirectoryHandle(OwnedDescriptor descriptor, string path)
    {
        _descriptor = descriptor;
        Path = path;
    }

    /// <summary>A directory that the kernel does not know of.</summary>
    internal DirectoryHandle(object simulated, string path)
    {
        Simulated = simulated;
        Path = path;
    }

    /// <summary>The full path that the directory was opened by.</summary>
    public string Path { get; }

    internal int Descriptor => Owned.Number;

    /// <summary>What stands behind a directory that is not the kernel's; null: it is the kernel's.</summary>
    internal object? Simulated { get; }

    private OwnedDescriptor Owned =>
        _descriptor ?? throw new InvalidOperationException("A directory of a simulated file system is opened through the simulated driver only.");

    /// <summary>Opens a directory. Blocks for as long as the file system takes.</summary>
    /// <param name="path">Its path; symbolic links are followed.</param>
    /// <returns>The directory.</returns>
    /// <exception cref="LinuxException">ENOENT, ENOTDIR, EACCES, EMFILE, ….</exception>
    public static DirectoryHandle Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        var how = new OpenHow(OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.CLOEXEC);
        int result = Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, full, how);
        return new DirectoryHandle(OwnedDescriptor.FromResult(result, $"open {full}"), full);
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor?.Dispose();

    /// <summary>Keeps the descriptor open until <see cref="Return"/>, while another thread uses it.</summary>
    /// <exception cref="ObjectDisposedException">It is closed already.</exception>
    internal void Borrow()
    {
        bool added = false;
        Owned.DangerousAddRef(ref added);
    }

    /// <summary>Ends what <see cref="Borrow"/> began.</summary>
    internal void Return() => Owned.DangerousRelease();
}
