using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>
/// Files, directories and symbolic links in memory. Tests fill and change it at once, at any time; fibers open and read its files through the
/// <see cref="SimulatedDriver"/>, below <see cref="Root"/>, with that driver's latencies and faults.
/// </summary>
/// <remarks>
/// Paths are separated by slashes and lead down from the root, without one in front. Names are case-sensitive. Times are the driver's clock, as
/// nanoseconds since 1970-01-01 UTC.
/// </remarks>
public sealed class SimulatedFileSystem : IDisposable
{
    private readonly SimulatedSchedule _simulation;
    private readonly FileNode _root;
    private ulong _inodes;

    /// <summary>Makes an empty file system.</summary>
    /// <param name="driver">A driver of the simulation that it belongs to.</param>
    public SimulatedFileSystem(SimulatedDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        _simulation = driver.Simulation;
        _root = NewDirectory();
        Root = new DirectoryHandle(this, "/");
    }

    /// <summary>The root directory, to open files below.</summary>
    public DirectoryHandle Root { get; }

    /// <summary>Makes a directory, and those above it that do not exist.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="LinuxException">ENOTDIR: something on the way is no directory.</exception>
    public void CreateDirectory(string path)
    {
        FileNode node = _root;
        foreach (string name in Split(path))
        {
            FileNode? next = Entries(node, path).GetValueOrDefault(name);
            if (next is null)
            {
                next = NewDirectory();
                Put(node, name, next);
            }

            node = next;
        }

        _ = Entries(node, path);
    }

    /// <summary>Sets the contents of a file, which is made where there is none. Open files see the new contents.</summary>
    /// <param name="path">Its path; directories on the way are made.</param>
    /// <param name="contents">What is in it from now on.</param>
    /// <exception cref="LinuxException">EISDIR, ENOTDIR.</exception>
    public void WriteFile(string path, ReadOnlySpan<byte> contents)
    {
        (FileNode directory, string name) = Locate(path, make: true);
        FileNode? node = Entries(directory, path).GetValueOrDefault(name);
        if (node is null)
        {
            node = Stamp(new FileNode(++_inodes));
            Put(directory, name, node);
        }

        SetBytes(node, path, contents.ToArray());
    }

    /// <summary>Adds to the end of a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="contents">What is added.</param>
    /// <exception cref="LinuxException">ENOENT, EISDIR, ENOTDIR.</exception>
    public void AppendFile(string path, ReadOnlySpan<byte> contents)
    {
        FileNode node = Find(path);
        SetBytes(node, path, [.. node.Bytes, .. contents]);
    }

    /// <summary>Cuts a file off.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="length">The length that is left, in bytes.</param>
    /// <exception cref="LinuxException">ENOENT, EISDIR, ENOTDIR.</exception>
    public void TruncateFile(string path, int length)
    {
        FileNode node = Find(path);
        SetBytes(node, path, node.Bytes[..length]);
    }

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="target">Where it leads, as seen from its own directory.</param>
    /// <exception cref="LinuxException">EEXIST, ENOTDIR.</exception>
    public void CreateLink(string path, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        (FileNode directory, string name) = Locate(path, make: true);
        if (Entries(directory, path).ContainsKey(name))
        {
            throw new LinuxException($"symlink {path}", Errno.EEXIST);
        }

        Put(directory, name, Stamp(new FileNode(++_inodes) { Target = target }));
    }

    /// <summary>Gives a file, link or directory another name, in place of what has that name already.</summary>
    /// <param name="from">The path as it is.</param>
    /// <param name="to">The path from now on.</param>
    /// <exception cref="LinuxException">ENOENT, ENOTDIR.</exception>
    public void Move(string from, string to)
    {
        FileNode node = Find(from);
        Delete(from);
        (FileNode directory, string name) = Locate(to, make: true);
        Put(directory, name, node);
        node.Changed = _simulation.Clock;
    }

    /// <summary>Takes a name away. Files that are open live on.</summary>
    /// <param name="path">The path of a file, of a link or of a directory with all that is in it.</param>
    /// <exception cref="LinuxException">ENOENT, ENOTDIR.</exception>
    public void Delete(string path)
    {
        _ = Find(path);
        (FileNode directory, string name) = Locate(path, make: false);
        _ = Entries(directory, path).Remove(name);
        directory.Modified = directory.Changed = _simulation.Clock;
    }

    /// <summary>Grants or denies access. Without it, a file can be opened for its status only, and nothing below a directory at all (EACCES).</summary>
    /// <param name="path">The path of a file or a directory.</param>
    /// <param name="isAllowed">Whether it may be read.</param>
    /// <exception cref="LinuxException">ENOENT, ENOTDIR.</exception>
    public void SetAccess(string path, bool isAllowed)
    {
        FileNode node = Find(path);
        node.IsAccessible = isAllowed;
        node.Changed = _simulation.Clock;
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    internal FileNode RootNode => _root;

    private static string[] Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Dictionary<string, FileNode> Entries(FileNode node, string path) => node.Entries ?? throw new LinuxException(path, Errno.ENOTDIR);

    private FileNode Find(string path)
    {
        (FileNode directory, string name) = Locate(path, make: false);
        return Entries(directory, path).GetValueOrDefault(name) ?? throw new LinuxException(path, Errno.ENOENT);
    }

    /// <summary>The directory that a path's last name is in. Links on the way are not followed: tests know their own tree.</summary>
    private (FileNode Directory, string Name) Locate(string path, bool make)
    {
        string[] names = Split(path);
        if (names.Length == 0)
        {
            throw new ArgumentException("The root has no name.", nameof(path));
        }

        string above = string.Join('/', names[..^1]);
        if (make)
        {
            CreateDirectory(above);
        }

        FileNode node = _root;
        foreach (string name in names[..^1])
        {
            node = Entries(node, path).GetValueOrDefault(name) ?? throw new LinuxException(path, Errno.ENOENT);
        }

        return (node, names[^1]);
    }

    private void Put(FileNode directory, string name, FileNode node)
    {
        Entries(directory, name)[name] = node;
        directory.Modified = directory.Changed = _simulation.Clock;
    }

    private void SetBytes(FileNode node, string path, byte[] bytes)
    {
        if (node.IsDirectory || node.Target is not null)
        {
            throw new LinuxException(path, node.IsDirectory ? Errno.EISDIR : Errno.EINVAL);
        }

        node.Bytes = bytes;
        node.Modified = node.Changed = _simulation.Clock;
    }

    private FileNode NewDirectory() => Stamp(new FileNode(++_inodes) { Entries = [] });

    private FileNode Stamp(FileNode node)
    {
        node.Modified = node.Changed = _simulation.Clock;
        return node;
    }
}
