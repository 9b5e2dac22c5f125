namespace Ringspun.Tcp.Buffers;

/// <summary>A piece of memory that the stack holds bytes of a connection in, until it lets go of it.</summary>
public interface IBuffer
{
    /// <summary>The bytes: always <see cref="IBufferSource.BufferLength"/> many, and always the same memory.</summary>
    Span<byte> Span { get; }

    /// <summary>Gives the memory back. Called once, by the stack's thread; the stack does not touch the memory after it.</summary>
    void Release();
}
