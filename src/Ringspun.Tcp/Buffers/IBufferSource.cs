namespace Ringspun.Tcp.Buffers;

/// <summary>Where a stack takes memory for the bytes of its connections from: the only memory whose amount its peers influence.</summary>
public interface IBufferSource
{
    /// <summary>The length of every buffer in bytes: a power of two from 256 to 1 MiB.</summary>
    int BufferLength { get; }

    /// <summary>A buffer with any content; null when the memory is used up. The stack then takes and sends less, and asks again later.</summary>
    IBuffer? TryRent();
}
