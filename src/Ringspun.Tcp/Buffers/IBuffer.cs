namespace Ringspun.Tcp.Buffers;

/// <summary>A piece of memory that the stack holds bytes of a connection in, until it lets go of it.</summary>
public interface IBuffer
{
    /// <summary>The bytes: always the same memory; of a rented buffer <see cref="IBufferSource.BufferLength"/> many.</summary>
    Span<byte> Span { get; }

    /// <summary>Where the first byte lies, for devices that gather a packet from several places; 0 when the memory may be moved.</summary>
    nint Address => 0;

    /// <summary>Gives the memory back. Called once, by the stack's thread; the stack does not touch the memory after it.</summary>
    void Release();
}
