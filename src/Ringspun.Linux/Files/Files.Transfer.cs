namespace Ringspun.Linux;

/// <content>Reading and writing at a position. One call moves 2 GiB - 4 KiB at most, so that int holds every count.</content>
public static unsafe partial class Files
{
    /// <summary>Reads at a position: pread(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="buffer">Where to; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="offset">The position in bytes.</param>
    /// <returns>The number of bytes, perhaps fewer; 0 at the end; -EISDIR, -EIO, -EINVAL where direct I/O is misaligned, …</returns>
    public static int PRead(int descriptor, byte* buffer, int length, long offset)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.PositionalRead(descriptor, buffer, length, offset));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="PRead(int, byte*, int, long)"/>
    public static int PRead(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer)
        {
            return PRead(descriptor, pointer, buffer.Length, offset);
        }
    }

    /// <summary>Writes at a position: pwrite(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="buffer">Where from; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="offset">The position in bytes.</param>
    /// <returns>The number of bytes, perhaps fewer; -ENOSPC, -EDQUOT, -EFBIG, -EIO, …</returns>
    public static int PWrite(int descriptor, byte* buffer, int length, long offset)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.PositionalWrite(descriptor, buffer, length, offset));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="PWrite(int, byte*, int, long)"/>
    public static int PWrite(int descriptor, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer)
        {
            return PWrite(descriptor, pointer, buffer.Length, offset);
        }
    }

    /// <summary>Reads at a position with flags: preadv2(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="vectors">The pieces of memory.</param>
    /// <param name="count">How many, up to <see cref="IoVector.MaximumCount"/>.</param>
    /// <param name="offset">The position in bytes; -1 for the file's own.</param>
    /// <param name="flags">With NOWAIT only what the page cache holds is read.</param>
    /// <returns>
    /// The number of bytes, perhaps fewer; 0 at the end; with NOWAIT -EAGAIN when the device is needed and -EOPNOTSUPP where the file
    /// system cannot tell.
    /// </returns>
    public static int PReadV2(int descriptor, IoVector* vectors, int count, long offset, ReadWriteFlags flags)
    {
        nint result;
        do
        {
            // The position's high half is not used on 64-bit machines.
            result = LibC.Check(LibC.SystemCall(
                SystemCallNumbers.PReadV2, descriptor, (nint)vectors, count, (nint)offset, 0, (nint)flags));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <summary>Reads at a position with flags: preadv2(2) of one piece.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="buffer">Where to; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="offset">The position in bytes; -1 for the file's own.</param>
    /// <param name="flags">With NOWAIT only what the page cache holds is read.</param>
    /// <returns>As <see cref="PReadV2(int, IoVector*, int, long, ReadWriteFlags)"/>.</returns>
    public static int PReadV2(int descriptor, byte* buffer, int length, long offset, ReadWriteFlags flags)
    {
        IoVector vector = new(buffer, (nuint)length);
        return PReadV2(descriptor, &vector, 1, offset, flags);
    }

    /// <summary>Writes at a position with flags: pwritev2(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="vectors">The pieces of memory.</param>
    /// <param name="count">How many, up to <see cref="IoVector.MaximumCount"/>.</param>
    /// <param name="offset">The position in bytes; -1 for the file's own.</param>
    /// <param name="flags">Flags.</param>
    /// <returns>As <see cref="PWrite(int, byte*, int, long)"/>; -EOPNOTSUPP for flags the file system lacks.</returns>
    public static int PWriteV2(int descriptor, IoVector* vectors, int count, long offset, ReadWriteFlags flags)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.SystemCall(
                SystemCallNumbers.PWriteV2, descriptor, (nint)vectors, count, (nint)offset, 0, (nint)flags));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <summary>Waits until a file's data is on the device: fsync(2), or fdatasync(2).</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="dataOnly">True to leave out metadata that reading does not need.</param>
    /// <returns>0; -EIO, -ENOSPC, -EDQUOT when data was lost; -EINVAL for what cannot be synchronised.</returns>
    public static int Sync(int descriptor, bool dataOnly = false) =>
        LibC.Check(dataOnly ? LibC.FileDataSync(descriptor) : LibC.FileSync(descriptor));

    /// <summary>Cuts or extends a file: ftruncate(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="length">Its new length in bytes.</param>
    /// <returns>0; or -EINVAL, -EFBIG, …</returns>
    public static int Truncate(int descriptor, long length)
    {
        int result;
        do
        {
            result = LibC.Check(LibC.FileTruncate(descriptor, length));
        }
        while (result == -(int)Errno.EINTR);
        return result;
    }

    /// <summary>Tells the kernel how a part of a file will be used: posix_fadvise(2).</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="offset">The part's beginning in bytes.</param>
    /// <param name="length">Its length in bytes; 0 up to the end.</param>
    /// <param name="advice">How.</param>
    /// <returns>0; or -EBADF, -EINVAL, -ESPIPE.</returns>
    public static int FAdvise(int descriptor, long offset, long length, FileAdvice advice) =>
        -LibC.FileAdvise(descriptor, offset, length, (int)advice);
}
