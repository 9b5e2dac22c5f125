using System.Text;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>Walks a path below a directory as openat2(2) does with RESOLVE_BENEATH: no component and no symbolic link leaves it.</summary>
internal static class BeneathPath
{
    /// <summary>The kernel's own limit (MAXSYMLINKS).</summary>
    private const int MaximumLinks = 40;

    /// <summary>The kernel's own limit (NAME_MAX).</summary>
    private const int MaximumName = 255;

    internal static Errno Resolve(string root, ReadOnlySpan<byte> path, out string resolved)
    {
        resolved = root;
        if (path.IsEmpty)
        {
            return Errno.ENOENT;
        }

        if (path.Contains((byte)0))
        {
            return Errno.EINVAL;
        }

        if (path[0] == (byte)'/')
        {
            return Errno.EXDEV;
        }

        var walked = new List<string>();
        var ahead = new Stack<string>();
        PushComponents(ahead, Encoding.UTF8.GetString(path));
        int links = 0;
        while (ahead.TryPop(out string? name))
        {
            if (name.Length == 0 || name == ".")
            {
                continue;
            }

            if (name == "..")
            {
                if (walked.Count == 0)
                {
                    return Errno.EXDEV;
                }

                walked.RemoveAt(walked.Count - 1);
                continue;
            }

            Errno error = Step(root, walked, ahead, name, ref links);
            if (error != Errno.None)
            {
                return error;
            }
        }

        resolved = Join(root, walked);
        return Errno.None;
    }

    private static Errno Step(string root, List<string> walked, Stack<string> ahead, string name, ref int links)
    {
        if (Encoding.UTF8.GetByteCount(name) > MaximumName)
        {
            return Errno.ENAMETOOLONG;
        }

        var info = new FileInfo(Path.Combine(Join(root, walked), name));
        if (info.LinkTarget is { } target)
        {
            if (++links > MaximumLinks)
            {
                return Errno.ELOOP;
            }

            if (target.StartsWith('/'))
            {
                return Errno.EXDEV;
            }

            PushComponents(ahead, target);
            return Errno.None;
        }

        if ((int)info.Attributes == -1)
        {
            return Errno.ENOENT;
        }

        walked.Add(name);

        // What is ahead may be no more than a trailing slash: that asks for a directory as well.
        return ahead.Count > 0 && !info.Attributes.HasFlag(FileAttributes.Directory) ? Errno.ENOTDIR : Errno.None;
    }

    private static void PushComponents(Stack<string> ahead, string path)
    {
        string[] names = path.Split('/');
        for (int i = names.Length - 1; i >= 0; i--)
        {
            ahead.Push(names[i]);
        }
    }

    private static string Join(string root, List<string> walked) => Path.Combine([root, .. walked]);
}
