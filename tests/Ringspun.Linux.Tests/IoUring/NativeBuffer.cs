using System.Runtime.InteropServices;

namespace Ringspun.Linux.Tests.IoUring;

/// <summary>Memory that does not move while the kernel holds it.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private readonly byte* _memory;

    internal NativeBuffer(int length)
    {
        Length = length;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)length);
    }

    internal int Length { get; }

    internal nint Address => (nint)_memory;

    internal Span<byte> Span => new(_memory, Length);

    internal static NativeBuffer Of(ReadOnlySpan<byte> content)
    {
        NativeBuffer buffer = new(content.Length);
        content.CopyTo(buffer.Span);
        return buffer;
    }

    public void Dispose() => NativeMemory.Free(_memory);
}
