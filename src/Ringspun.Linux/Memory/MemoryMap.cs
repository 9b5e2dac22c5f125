namespace Ringspun.Linux;

/// <summary>Mapped memory, unmapped when it is disposed of (source: mmap(2)).</summary>
public sealed unsafe class MemoryMap : IDisposable
{
    private byte* _pointer;

    private MemoryMap(byte* pointer, nuint length)
    {
        _pointer = pointer;
        Length = length;
    }

    /// <summary>Unmaps memory that was never disposed of.</summary>
    ~MemoryMap() => Unmap();

    /// <summary>The first byte, at the beginning of a page.</summary>
    /// <exception cref="ObjectDisposedException">The memory was unmapped.</exception>
    public byte* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return _pointer;
        }
    }

    /// <summary>The length in bytes, as asked for.</summary>
    public nuint Length { get; }

    /// <summary>Maps zeroed memory.</summary>
    /// <param name="length">Bytes; the kernel rounds up to pages.</param>
    /// <param name="flags">More flags, such as POPULATE.</param>
    /// <exception cref="LinuxException">There is no memory (ENOMEM), or the lock limit is reached (EAGAIN).</exception>
    public static MemoryMap Anonymous(nuint length, MapFlags flags = MapFlags.None) =>
        Map(-1, length, 0, MemoryProtection.READ | MemoryProtection.WRITE, flags | MapFlags.PRIVATE | MapFlags.ANONYMOUS);

    /// <summary>Maps a part of a descriptor. A mapped file that is cut short kills the process by SIGBUS on access.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">The beginning in bytes, a multiple of the page size.</param>
    /// <param name="protection">What may be done.</param>
    /// <param name="flags">SHARED or PRIVATE, and more.</param>
    /// <exception cref="LinuxException">The kernel refused; the advice says what to do.</exception>
    public static MemoryMap Map(int descriptor, nuint length, long offset, MemoryProtection protection, MapFlags flags)
    {
        int result = TryMap(descriptor, length, offset, protection, flags, out MemoryMap? map);
        if (map is null)
        {
            throw new LinuxException($"Mapping {length} bytes of memory (mmap)", result.ToErrno(), Advise(result.ToErrno()));
        }

        return map;
    }

    /// <summary>Maps a part of a descriptor, in the kernel convention.</summary>
    /// <param name="descriptor">The descriptor; -1 with ANONYMOUS.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">The beginning in bytes, a multiple of the page size.</param>
    /// <param name="protection">What may be done.</param>
    /// <param name="flags">SHARED or PRIVATE, and more.</param>
    /// <param name="map">The memory; null on failure.</param>
    /// <returns>0; or -ENOMEM, -EAGAIN, -EACCES, -EINVAL, -ENODEV, …</returns>
    public static int TryMap(
        int descriptor, nuint length, long offset, MemoryProtection protection, MapFlags flags, out MemoryMap? map)
    {
        nint address = LibC.MemoryMap(0, length, (int)protection, (int)flags, descriptor, offset);
        if (address == -1)
        {
            map = null;
            return (int)LibC.Check(address);
        }

        map = new MemoryMap((byte*)address, length);
        return 0;
    }

    /// <summary>Tells the kernel how the memory will be used: madvise(2).</summary>
    /// <param name="advice">How.</param>
    /// <returns>0; or -EINVAL where the kernel lacks the advice, -ENOMEM, …</returns>
    public int Advise(MemoryAdvice advice) => LibC.Check(LibC.MemoryAdvise(Pointer, Length, (int)advice));

    /// <summary>Unmaps the memory. Pointers into it must not be used any more.</summary>
    public void Dispose()
    {
        Unmap();
        GC.SuppressFinalize(this);
    }

    private static string? Advise(Errno errno) => errno switch
    {
        Errno.ENOMEM =>
            "Memory or the number of mappings (vm.max_map_count) is exhausted: use smaller or fewer buffers, or give the process more memory",
        Errno.EAGAIN => ResourceLimits.Describe(ResourceKind.MEMLOCK),
        Errno.EACCES => "The descriptor was not opened for what the mapping needs",
        Errno.ENODEV => "This file cannot be mapped",
        _ => null,
    };

    private void Unmap()
    {
        byte* pointer = _pointer;
        _pointer = null;
        if (pointer is not null)
        {
            // Fails only for arguments that no mapping has.
            _ = LibC.MemoryUnmap(pointer, Length);
        }
    }
}
