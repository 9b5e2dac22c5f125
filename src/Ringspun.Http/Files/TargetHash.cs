using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ringspun.Http.Files;

/// <summary>A hash of request targets, seeded at start, so that a client cannot choose targets that all fall into one bucket.</summary>
internal static class TargetHash
{
    private static readonly ulong Seed = Random();
    private static readonly ulong Factor = Random() | 1;

    public static int Of(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong tail = 0;
        foreach (byte b in bytes)
        {
            tail = (tail << 8) | b;
        }

        return (int)Mix(hash ^ tail);
    }

    // Both halves of the 128-bit product: every bit of the input reaches every bit of the result.
    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Factor, out ulong low);
        return high ^ low;
    }

    private static ulong Random()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
