using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>openat2(2) with RESOLVE_BENEATH in a <see cref="SimulatedFileSystem"/>: no part of the path leaves the root.</summary>
internal struct PathResolution
{
    /// <summary>Linux's own limit (MAXSYMLINKS).</summary>
    private const int MaximumLinks = 40;

    /// <summary>Linux's own limit for one name (NAME_MAX), in bytes.</summary>
    private const int MaximumName = 255;

    private readonly Stack<FileNode> _way = new();
    private int _links;

    private PathResolution(FileNode root) => _way.Push(root);

    /// <summary>Finds what a path leads to, links followed.</summary>
    /// <param name="root">Where it begins.</param>
    /// <param name="path">The path; empty for the root itself.</param>
    /// <param name="node">What it leads to.</param>
    /// <returns>The error, or <see cref="Errno.None"/>.</returns>
    internal static Errno Resolve(FileNode root, string path, out FileNode node)
    {
        var resolution = new PathResolution(root);
        Errno error = resolution.Walk(path);
        node = resolution._way.Peek();
        return error;
    }

    private Errno Walk(string path)
    {
        if (path.StartsWith('/'))
        {
            return Errno.EXDEV;
        }

        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            Errno error = Step(name);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return path.EndsWith('/') && !_way.Peek().IsDirectory ? Errno.ENOTDIR : Errno.None;
    }

    private Errno Step(string name)
    {
        FileNode directory = _way.Peek();
        if (!directory.IsDirectory)
        {
            return Errno.ENOTDIR;
        }

        if (!directory.IsAccessible)
        {
            return Errno.EACCES;
        }

        switch (name)
        {
            case ".":
                return Errno.None;
            case ".." when _way.Count == 1:
                return Errno.EXDEV;
            case "..":
                _way.Pop();
                return Errno.None;
        }

        if (System.Text.Encoding.UTF8.GetByteCount(name) > MaximumName)
        {
            return Errno.ENAMETOOLONG;
        }

        if (!directory.Entries!.TryGetValue(name, out FileNode? found))
        {
            return Errno.ENOENT;
        }

        if (found.Target is { } target)
        {
            return ++_links > MaximumLinks ? Errno.ELOOP : Walk(target);
        }

        _way.Push(found);
        return Errno.None;
    }
}
