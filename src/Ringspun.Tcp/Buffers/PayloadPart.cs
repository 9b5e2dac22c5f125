namespace Ringspun.Tcp.Buffers;

/// <summary>Bytes of a packet that lie in a buffer of the connection's.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Offset">Where they begin in it.</param>
/// <param name="Length">How many they are.</param>
public readonly record struct PayloadPart(IBuffer Buffer, int Offset, int Length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Buffer.Span.Slice(Offset, Length);

    /// <summary>Where the first byte lies; it stays there as long as the connection needs the bytes.</summary>
    public nint Address => Buffer.Address + Offset;
}
