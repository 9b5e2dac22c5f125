using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// Native memory for the events that one <see cref="Epoll.Wait(int, EpollEventBuffer, long)"/> returns. struct epoll_event is packed on x64 (12 bytes, data at
/// offset 4: EPOLL_PACKED in include/uapi/linux/eventpoll.h, so that 32-bit programs share the layout) and naturally aligned on arm64
/// (16 bytes, data at offset 8). The processor is a constant to the just-in-time compiler, so reading costs no branch.
/// </summary>
public sealed unsafe class EpollEventBuffer : IDisposable
{
    private byte* _events;

    /// <summary>Allocates the memory.</summary>
    /// <param name="capacity">How many events fit.</param>
    public EpollEventBuffer(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Capacity = capacity;
        _events = (byte*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)EventSize);
    }

    /// <summary>Frees memory that was never disposed of.</summary>
    ~EpollEventBuffer() => NativeMemory.Free(_events);

    /// <summary>The size of struct epoll_event on this processor, in bytes.</summary>
    public static int EventSize { get; } = SizeFor(RuntimeInformation.ProcessArchitecture);

    /// <summary>How many events fit.</summary>
    public int Capacity { get; }

    /// <summary>The first event.</summary>
    internal byte* Pointer => _events;

    private static int DataOffset
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => EventSize - sizeof(ulong);
    }

    /// <summary>One of the events that the last wait returned.</summary>
    /// <param name="index">0 up to the wait's result.</param>
    public EpollEvent this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Capacity, nameof(index));
            ObjectDisposedException.ThrowIf(_events is null, this);
            byte* item = _events + ((nint)index * EventSize);
            return new EpollEvent((EpollEvents)(*(uint*)item), Unsafe.ReadUnaligned<ulong>(item + DataOffset));
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_events);
        _events = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes one event in the kernel's layout.</summary>
    internal static void Write(byte* item, EpollEvents events, ulong data)
    {
        *(uint*)item = (uint)events;
        Unsafe.WriteUnaligned(item + DataOffset, data);
    }

    /// <summary>The size of struct epoll_event on a processor, in bytes.</summary>
    internal static int SizeFor(Architecture architecture) => architecture == Architecture.X64 ? 12 : 16;
}
