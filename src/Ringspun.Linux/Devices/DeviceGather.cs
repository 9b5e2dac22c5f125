namespace Ringspun.Linux.Devices;

/// <summary>Packets that are written from several places.</summary>
public static unsafe class DeviceGather
{
    /// <summary>The most places behind the first.</summary>
    public const int MaximumCount = 16;

    /// <summary>The bytes of all pieces.</summary>
    internal static int Length(ReadOnlySpan<IoVector> pieces)
    {
        long length = 0;
        foreach (IoVector piece in pieces)
        {
            length += (long)piece.Length;
        }

        return (int)Math.Min(length, int.MaxValue);
    }

    /// <summary>Writes all pieces as one packet.</summary>
    /// <exception cref="ArgumentException">There are too many.</exception>
    internal static int Write(int descriptor, ReadOnlySpan<byte> first, ReadOnlySpan<IoVector> rest)
    {
        if (rest.Length > MaximumCount)
        {
            throw new ArgumentException($"A packet is gathered from {MaximumCount} places behind the first at most, not {rest.Length}.", nameof(rest));
        }

        IoVector* vectors = stackalloc IoVector[MaximumCount + 1];
        fixed (byte* pointer = first)
        {
            vectors[0] = new IoVector(pointer, (nuint)first.Length);
            rest.CopyTo(new Span<IoVector>(vectors + 1, MaximumCount));
            return Descriptors.WriteVector(descriptor, vectors, 1 + rest.Length);
        }
    }
}
