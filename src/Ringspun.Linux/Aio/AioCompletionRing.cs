using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// The completions of an AIO context, read without a system call. The context's number is the address of a ring that the kernel maps into
/// the process (struct aio_ring in fs/aio.c): a header of 32 bytes, then the events. The kernel moves the tail, the reader the head.
/// Where the ring does not look as expected, io_getevents(2) does the work.
/// </summary>
/// <remarks>
/// One reader only, and no io_getevents on the context beside it: the kernel takes the ring's lock for its own readers, which user code
/// cannot. This is the way fio and QEMU read it.
/// </remarks>
public readonly unsafe struct AioCompletionRing
{
    /// <summary>The mark of a ring (AIO_RING_MAGIC).</summary>
    public const uint Magic = 0xa10a10a1;

    /// <summary>The size of the header in bytes; the events follow.</summary>
    public const int HeaderSize = 32;

    private readonly nint _context;
    private readonly Header* _ring;
    private readonly uint _capacity;

    /// <summary>Looks at the ring of a context.</summary>
    /// <param name="context">The context, from <see cref="LinuxAio.Setup"/>.</param>
    public AioCompletionRing(nint context)
    {
        Header* ring = (Header*)context;
        _context = context;
        // Linux always maps the ring at the context's address; what later versions might change, the magic and the features tell.
        if (ring is not null && IsUsable(in *ring))
        {
            _ring = ring;
            _capacity = ring->Capacity;
        }
    }

    /// <summary>Whether completions are read without a system call.</summary>
    public bool IsMapped => _ring is not null;

    /// <summary>Takes completions that are there, without waiting.</summary>
    /// <param name="events">Where they go.</param>
    /// <param name="maximum">How many fit.</param>
    /// <returns>How many there were; fewer than asked means that there are no more. Or the negative error of io_getevents(2).</returns>
    public int Take(AioEvent* events, int maximum)
    {
        if (_ring is null)
        {
            return TakeBySystemCall(events, maximum);
        }

        Debug.Assert(maximum >= 0, "A negative count");
        uint head = _ring->Head;
        // Acquire: the events before the tail were written before it (the kernel has smp_wmb there).
        uint tail = Volatile.Read(ref _ring->Tail);
        if (head == tail)
        {
            return 0;
        }

        Debug.Assert(head < _capacity && tail < _capacity, "The ring is damaged");
        AioEvent* ring = (AioEvent*)((byte*)_ring + HeaderSize);
        int count = 0;
        while (head != tail && count < maximum)
        {
            events[count++] = ring[head];
            head = head + 1 == _capacity ? 0 : head + 1;
        }

        // Release: the kernel may overwrite the slots only after they were copied.
        Volatile.Write(ref _ring->Head, head);
        return count;
    }

    /// <summary>Takes completions that are there, without waiting.</summary>
    /// <param name="events">Where they go.</param>
    /// <returns>As <see cref="Take(AioEvent*, int)"/>.</returns>
    public int Take(Span<AioEvent> events)
    {
        fixed (AioEvent* pointer = events)
        {
            return Take(pointer, events.Length);
        }
    }

    /// <summary>Whether a header is one that this code understands.</summary>
    internal static bool IsUsable(in Header header) =>
        header.Magic == Magic && header.IncompatibleFeatures == 0 && header.HeaderLength == HeaderSize && header.Capacity > 0;

    private int TakeBySystemCall(AioEvent* events, int maximum)
    {
        int result;
        do
        {
            result = LinuxAio.GetEvents(_context, 0, maximum, events);
        }
        while (result == -(int)Errno.EINTR);
        return result;
    }

    /// <summary>struct aio_ring of fs/aio.c.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Header
    {
        /// <summary>The kernel's own number of the context.</summary>
        public uint Id;

        /// <summary>The number of events that fit.</summary>
        public uint Capacity;

        /// <summary>The next event to read.</summary>
        public uint Head;

        /// <summary>One past the last event.</summary>
        public uint Tail;

        /// <summary>The mark.</summary>
        public uint Magic;

        /// <summary>Features that a reader may ignore.</summary>
        public uint CompatibleFeatures;

        /// <summary>Features that a reader must know.</summary>
        public uint IncompatibleFeatures;

        /// <summary>The size of this header.</summary>
        public uint HeaderLength;
    }
}
