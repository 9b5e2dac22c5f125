using System.Runtime.CompilerServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// Buffers on offer to the kernel, which takes one when data has come: <c>IORING_REGISTER_PBUF_RING</c> of io_uring_register(2).
/// Linux 5.19.
/// </summary>
/// <remarks>
/// It belongs to its ring's thread. The memory of the ring is its own; the buffers are the caller's, and each must stay until it came
/// back in a completion or the ring is disposed. Nobody checks that no more than <see cref="Capacity"/> buffers are on offer: the caller
/// knows how many it has.
/// </remarks>
public sealed unsafe class BufferRing : IDisposable
{
    private const uint MaximumEntries = 1 << 15;

    private readonly Ring _ring;
    private readonly BufferRingEntry* _entries;
    private readonly uint _mask;
    private uint _tail;
    private bool _disposed;

    private BufferRing(Ring ring, ushort groupId, uint entries, BufferRingEntry* memory)
    {
        _ring = ring;
        GroupId = groupId;
        Capacity = (int)entries;
        _entries = memory;
        _mask = entries - 1;
    }

    /// <summary>What submissions name in <see cref="SubmissionEntry.BufferGroup"/>.</summary>
    public ushort GroupId { get; }

    /// <summary>How many buffers can be on offer at once.</summary>
    public int Capacity { get; }

    /// <summary>Registers an empty buffer ring.</summary>
    /// <param name="ring">The ring whose requests select from it.</param>
    /// <param name="groupId">The group's number, free in that ring.</param>
    /// <param name="entries">A power of two up to 32,768.</param>
    /// <param name="flags">Such as <see cref="BufferRingFlags.Incremental"/>.</param>
    /// <param name="bufferRing">The buffer ring, if the result is 0.</param>
    /// <returns>0, or -EINVAL (sizes, flags, or a kernel without buffer rings), -EEXIST (the group is taken), -ENOMEM
    /// (RLIMIT_MEMLOCK).</returns>
    public static int TryCreate(Ring ring, ushort groupId, uint entries, BufferRingFlags flags, out BufferRing? bufferRing)
    {
        ArgumentNullException.ThrowIfNull(ring);
        bufferRing = null;
        if (!uint.IsPow2(entries) || entries > MaximumEntries)
        {
            return -(int)Errno.EINVAL;
        }

        nuint length = (nuint)entries * (nuint)sizeof(BufferRingEntry);
        int result = IoUringNative.MapPages(length, out byte* memory);
        if (result < 0)
        {
            return result;
        }

        BufferRingRegistration registration = new()
        {
            RingAddress = (ulong)memory,
            RingEntries = entries,
            GroupId = groupId,
            Flags = flags,
        };
        result = ring.Register(RegisterOperation.BufferRing, &registration, 1);
        if (result < 0)
        {
            _ = LibC.MemoryUnmap(memory, length);
            return result;
        }

        bufferRing = new BufferRing(ring, groupId, entries, (BufferRingEntry*)memory);
        return 0;
    }

    /// <summary>Puts a buffer behind the others. The kernel sees it after <see cref="Publish"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(nint address, uint length, ushort bufferId)
    {
        // Field by field: the first entry's last field is the tail, which the kernel reads at any time.
        BufferRingEntry* entry = _entries + (_tail & _mask);
        entry->Address = (ulong)address;
        entry->Length = length;
        entry->BufferId = bufferId;
        _tail++;
    }

    /// <summary>Offers everything added so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish() =>
        // Release: the kernel must see the entries before it sees the tail that covers them.
        Volatile.Write(ref _entries->Tail, (ushort)_tail);

    /// <summary>
    /// Withdraws the buffers, on the ring's own thread; before or after the ring's own disposal. Requests that select from the group
    /// fail with -ENOBUFS from now on.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_ring.IsDisposed)
        {
            BufferRingRegistration registration = new() { GroupId = GroupId };
            _ = _ring.Register(RegisterOperation.UnregisterBufferRing, &registration, 1);
        }

        _ = LibC.MemoryUnmap(_entries, (nuint)Capacity * (nuint)sizeof(BufferRingEntry));
    }
}
