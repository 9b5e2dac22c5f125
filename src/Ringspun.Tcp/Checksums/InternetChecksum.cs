using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ringspun.Tcp.Checksums;

/// <summary>The internet checksum: the one's complement of the one's complement sum of 16-bit words (RFC 1071).</summary>
/// <remarks>
/// <para>Sums travel as <see cref="ulong"/> in the machine's byte order, unfolded: a one's complement sum does not care about byte order until the end
/// (RFC 1071 section 2.B), and 64 bits hold the sum of any packet. <see cref="Finish"/> makes the field's value of a sum.</para>
/// <para>Vectors add 32-bit halves into 64-bit lanes: four instructions a vector, without a carry to look after.</para>
/// </remarks>
public static partial class InternetChecksum
{
    /// <summary>Adds bytes to a sum. What is summed before must have had an even length, else use <see cref="Swap"/>.</summary>
    /// <param name="bytes">Any length; an odd last byte counts as if a zero followed.</param>
    /// <param name="sum">The sum so far.</param>
    public static ulong Add(ReadOnlySpan<byte> bytes, ulong sum = 0)
    {
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        nuint length = (nuint)bytes.Length;
        nuint done = 0;
        if (Vector512.IsHardwareAccelerated && length >= 128)
        {
            done = length & ~(nuint)127;
            sum = Plus(sum, Sum512(ref at, done));
        }
        else if (Vector256.IsHardwareAccelerated && length >= 64)
        {
            done = length & ~(nuint)63;
            sum = Plus(sum, Sum256(ref at, done));
        }
        else if (Vector128.IsHardwareAccelerated && length >= 32)
        {
            done = length & ~(nuint)31;
            sum = Plus(sum, Sum128(ref at, done));
        }

        return AddScalar(bytes[(int)done..], sum);
    }

    /// <summary>Adds bytes to a sum without vector instructions: what <see cref="Add"/> is checked against, and its way with the last bytes.</summary>
    /// <param name="bytes">Any length; an odd last byte counts as if a zero followed.</param>
    /// <param name="sum">The sum so far.</param>
    public static ulong AddScalar(ReadOnlySpan<byte> bytes, ulong sum = 0)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            sum = Plus(sum, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        if (bytes.Length >= sizeof(uint))
        {
            sum = Plus(sum, MemoryMarshal.Read<uint>(bytes));
            bytes = bytes[sizeof(uint)..];
        }

        if (bytes.Length >= sizeof(ushort))
        {
            sum = Plus(sum, MemoryMarshal.Read<ushort>(bytes));
            bytes = bytes[sizeof(ushort)..];
        }

        if (bytes.Length > 0)
        {
            sum = Plus(sum, BitConverter.IsLittleEndian ? bytes[0] : (ulong)bytes[0] << 8);
        }

        return sum;
    }

    /// <summary>Adds two sums; the carry out of 64 bits comes back at the other end, as one's complement wants it.</summary>
    /// <param name="left">A sum.</param>
    /// <param name="right">A sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Plus(ulong left, ulong right)
    {
        ulong sum = left + right;
        return sum + (sum < right ? 1UL : 0UL);
    }

    /// <summary>Adds a 16-bit field, given as its value.</summary>
    /// <param name="sum">The sum so far.</param>
    /// <param name="word">The field as a number.</param>
    public static ulong PlusWord(ulong sum, ushort word) =>
        Plus(sum, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word);

    /// <summary>The sum of the same bytes, had they begun at an odd offset (RFC 1071 section 2.B: the bytes of each word change places).</summary>
    /// <param name="sum">A sum.</param>
    public static ulong Swap(ulong sum) => BitOperations.RotateLeft(sum, 8);

    /// <summary>Folds a sum to 16 bits, still in the machine's byte order.</summary>
    /// <param name="sum">A sum.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Fold(ulong sum)
    {
        ulong half = (sum >> 32) + (uint)sum;
        half = (half >> 32) + (uint)half;
        uint word = (uint)(half >> 16) + (ushort)half;
        word = (word >> 16) + (ushort)word;
        return (ushort)((word >> 16) + word);
    }

    /// <summary>The value of the checksum field for a sum over everything else.</summary>
    /// <param name="sum">The sum, the field itself counted as zero.</param>
    public static ushort Finish(ulong sum)
    {
        ushort folded = (ushort)~Fold(sum);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(folded) : folded;
    }

    /// <summary>Whether a sum over everything, the checksum field included, is that of intact bytes.</summary>
    /// <param name="sum">The sum.</param>
    public static bool IsValid(ulong sum) => Fold(sum) == ushort.MaxValue;

    private static ulong Sum512(ref byte start, nuint length)
    {
        Vector512<ulong> lower = Vector512.Create(0x0000_0000_FFFF_FFFFUL);
        Vector512<ulong> a = default, b = default, c = default, d = default;
        for (nuint at = 0; at < length; at += 128)
        {
            var first = Vector512.LoadUnsafe(ref start, at).AsUInt64();
            var second = Vector512.LoadUnsafe(ref start, at + 64).AsUInt64();
            a += first & lower;
            b += first >>> 32;
            c += second & lower;
            d += second >>> 32;
        }

        return Vector512.Sum(a + b + (c + d));
    }

    private static ulong Sum256(ref byte start, nuint length)
    {
        Vector256<ulong> lower = Vector256.Create(0x0000_0000_FFFF_FFFFUL);
        Vector256<ulong> a = default, b = default, c = default, d = default;
        for (nuint at = 0; at < length; at += 64)
        {
            var first = Vector256.LoadUnsafe(ref start, at).AsUInt64();
            var second = Vector256.LoadUnsafe(ref start, at + 32).AsUInt64();
            a += first & lower;
            b += first >>> 32;
            c += second & lower;
            d += second >>> 32;
        }

        return Vector256.Sum(a + b + (c + d));
    }

    private static ulong Sum128(ref byte start, nuint length)
    {
        Vector128<ulong> lower = Vector128.Create(0x0000_0000_FFFF_FFFFUL);
        Vector128<ulong> a = default, b = default, c = default, d = default;
        for (nuint at = 0; at < length; at += 32)
        {
            var first = Vector128.LoadUnsafe(ref start, at).AsUInt64();
            var second = Vector128.LoadUnsafe(ref start, at + 16).AsUInt64();
            a += first & lower;
            b += first >>> 32;
            c += second & lower;
            d += second >>> 32;
        }

        return Vector128.Sum(a + b + (c + d));
    }
}
