using System.Buffers.Binary;

namespace Ringspun.Tcp.Wire;

/// <summary>A Fast Open cookie of 4 to 16 bytes, or the request for one, of none (RFC 7413 section 4.1.1).</summary>
/// <param name="Value">The bytes, the first the most significant of 128 bits.</param>
/// <param name="Length">0, or an even number from 4 to 16.</param>
public readonly record struct FastOpenCookie(UInt128 Value, int Length)
{
    private const int MaxLength = 16;

    /// <summary>Whether a cookie has this length.</summary>
    /// <param name="length">The length in bytes.</param>
    public static bool IsLength(int length) => length == 0 || (length is >= 4 and <= MaxLength && (length & 1) == 0);

    /// <summary>Reads a cookie.</summary>
    /// <param name="bytes">As many as the cookie has.</param>
    public static FastOpenCookie Read(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[MaxLength];
        bytes.CopyTo(whole);
        return new FastOpenCookie(BinaryPrimitives.ReadUInt128BigEndian(whole), bytes.Length);
    }

    /// <summary>Writes the cookie.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes.</param>
    public void Write(Span<byte> buffer)
    {
        Span<byte> whole = stackalloc byte[MaxLength];
        BinaryPrimitives.WriteUInt128BigEndian(whole, Value);
        whole[..Length].CopyTo(buffer);
    }
}
