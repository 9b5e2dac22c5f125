using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ringspun.Tcp.Checksums;

/// <content>Copying and summing in one pass over the memory.</content>
public static partial class InternetChecksum
{
    /// <summary>Copies bytes and adds them to a sum. The spans must not overlap.</summary>
    /// <param name="source">Any length; an odd last byte counts as if a zero followed.</param>
    /// <param name="destination">At least as long.</param>
    /// <param name="sum">The sum so far, of an even number of bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static ulong CopyAndAdd(ReadOnlySpan<byte> source, Span<byte> destination, ulong sum = 0)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException($"{source.Length} bytes do not fit into {destination.Length}", nameof(destination));
        }

        int done = 0;
        if (Vector512.IsHardwareAccelerated && source.Length >= 64)
        {
            done = source.Length & ~63;
            sum = Plus(sum, Copy512(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), (nuint)done));
        }
        else if (Vector256.IsHardwareAccelerated && source.Length >= 32)
        {
            done = source.Length & ~31;
            sum = Plus(sum, Copy256(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), (nuint)done));
        }
        else if (Vector128.IsHardwareAccelerated && source.Length >= 16)
        {
            done = source.Length & ~15;
            sum = Plus(sum, Copy128(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination), (nuint)done));
        }

        source[done..].CopyTo(destination[done..]);
        return AddScalar(source[done..], sum);
    }

    private static ulong Copy512(ref byte source, ref byte destination, nuint length)
    {
        Vector512<ulong> lower = Vector512.Create(0x0000_0000_FFFF_FFFFUL);
        Vector512<ulong> a = default, b = default;
        for (nuint at = 0; at < length; at += 64)
        {
            var vector = Vector512.LoadUnsafe(ref source, at);
            vector.StoreUnsafe(ref destination, at);
            a += vector.AsUInt64() & lower;
            b += vector.AsUInt64() >>> 32;
        }

        return Vector512.Sum(a + b);
    }

    private static ulong Copy256(ref byte source, ref byte destination, nuint length)
    {
        Vector256<ulong> lower = Vector256.Create(0x0000_0000_FFFF_FFFFUL);
        Vector256<ulong> a = default, b = default;
        for (nuint at = 0; at < length; at += 32)
        {
            var vector = Vector256.LoadUnsafe(ref source, at);
            vector.StoreUnsafe(ref destination, at);
            a += vector.AsUInt64() & lower;
            b += vector.AsUInt64() >>> 32;
        }

        return Vector256.Sum(a + b);
    }

    private static ulong Copy128(ref byte source, ref byte destination, nuint length)
    {
        Vector128<ulong> lower = Vector128.Create(0x0000_0000_FFFF_FFFFUL);
        Vector128<ulong> a = default, b = default;
        for (nuint at = 0; at < length; at += 16)
        {
            var vector = Vector128.LoadUnsafe(ref source, at);
            vector.StoreUnsafe(ref destination, at);
            a += vector.AsUInt64() & lower;
            b += vector.AsUInt64() >>> 32;
        }

        return Vector128.Sum(a + b);
    }
}
