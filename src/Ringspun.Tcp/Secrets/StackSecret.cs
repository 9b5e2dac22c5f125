using System.Buffers.Binary;

namespace Ringspun.Tcp;

/// <summary>
/// The only randomness of a stack: 128 bits that nobody outside knows. Initial sequence numbers (RFC 6528), ports (RFC 6056), SYN cookies,
/// timestamp offsets and the order of its tables come of it.
/// </summary>
/// <remarks>A stack with a known secret is predictable: that is for tests. The secret of a stack on a network comes from the system's generator.</remarks>
public readonly record struct StackSecret
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 16;

    /// <summary>Creates a secret.</summary>
    /// <param name="bytes">Exactly 16 bytes.</param>
    /// <exception cref="ArgumentException">There are fewer or more.</exception>
    public StackSecret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"a secret has {Length} bytes, not {bytes.Length}", nameof(bytes));
        }

        First = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Second = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
    }

    internal ulong First { get; }

    internal ulong Second { get; }

    /// <summary>Says nothing: a secret does not belong into a log.</summary>
    public override string ToString() => "StackSecret";
}
