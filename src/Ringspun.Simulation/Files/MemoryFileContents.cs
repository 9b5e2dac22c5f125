using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A file in memory: open files see every change, and live on when their name is gone.</summary>
internal sealed class MemoryFileContents(FileNode node, bool isStatusOnly) : IFileContents
{
    public int Read(Span<byte> buffer, long offset)
    {
        if (isStatusOnly)
        {
            return -(int)Errno.EBADF;
        }

        if (node.IsDirectory)
        {
            return -(int)Errno.EISDIR;
        }

        if (offset >= node.Bytes.Length)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = node.Bytes.AsSpan((int)offset);
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    public Errno GetStatus(out FileStatus status)
    {
        status = node.Status;
        return Errno.None;
    }

    public void Dispose()
    {
    }
}
