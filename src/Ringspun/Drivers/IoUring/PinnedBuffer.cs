using System.Buffers;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>The caller's memory while the kernel writes into it. A chunk's stays put by itself and needs no pin.</summary>
internal unsafe struct PinnedBuffer
{
    private MemoryHandle _pin;

    internal byte* Pointer { get; private set; }

    internal int Length { get; private set; }

    internal void Set(Memory<byte> buffer)
    {
        Length = buffer.Length;
        if (MemoryMarshal.TryGetMemoryManager<byte, ChunkBlock>(buffer, out ChunkBlock? block, out int start, out _))
        {
            Pointer = block.Address + start;
        }
        else
        {
            _pin = buffer.Pin();
            Pointer = (byte*)_pin.Pointer;
        }
    }

    internal void Release()
    {
        _pin.Dispose();
        _pin = default;
        Pointer = null;
    }
}
