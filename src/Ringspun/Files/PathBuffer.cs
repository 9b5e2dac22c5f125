using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>A path as the kernel reads it: in memory that stays in place, with a null at the end. Kept for the next path.</summary>
internal sealed unsafe class PathBuffer
{
    /// <summary>The kernel's limit, the null included (PATH_MAX).</summary>
    private const int Capacity = 4096;

    internal PathBuffer() => Pointer = (byte*)NativeMemory.Alloc(Capacity);

    ~PathBuffer() => NativeMemory.Free(Pointer);

    internal byte* Pointer { get; }

    /// <summary>Takes a path below a directory; the empty one is the directory itself.</summary>
    /// <returns>ENAMETOOLONG; EINVAL for a null inside, where the kernel would see another, shorter path.</returns>
    internal Errno Set(ReadOnlySpan<byte> path)
    {
        if (path.Length >= Capacity)
        {
            return Errno.ENAMETOOLONG;
        }

        if (path.Contains((byte)0))
        {
            return Errno.EINVAL;
        }

        if (path.IsEmpty)
        {
            path = "."u8;
        }

        path.CopyTo(new Span<byte>(Pointer, Capacity));
        Pointer[path.Length] = 0;
        return Errno.None;
    }
}
