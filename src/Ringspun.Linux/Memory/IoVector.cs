using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>One piece of memory of a gathered write or a scattered read: struct iovec (source: readv(2)).</summary>
/// <param name="pointer">The first byte (iov_base).</param>
/// <param name="length">The length in bytes (iov_len).</param>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct IoVector(byte* pointer, nuint length)
{
    /// <summary>The largest number of vectors in one call (IOV_MAX).</summary>
    public const int MaximumCount = 1024;

    /// <summary>The first byte (iov_base).</summary>
    public byte* Pointer = pointer;

    /// <summary>The length in bytes (iov_len).</summary>
    public nuint Length = length;

    /// <summary>A piece of memory that does not move, for callers without pointers.</summary>
    /// <param name="address">Where the first byte lies.</param>
    /// <param name="length">The length in bytes; not negative.</param>
    public static IoVector At(nint address, int length) => new((byte*)address, (nuint)length);
}
