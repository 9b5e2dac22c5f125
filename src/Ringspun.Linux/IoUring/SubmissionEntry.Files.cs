namespace Ringspun.Linux.IoUring;

/// <content>Files: openat2(2), statx(2), pread(2) and their kin.</content>
public partial struct SubmissionEntry
{
    /// <summary>The size of <c>struct open_how</c>, which openat2(2) is told.</summary>
    private const uint OpenHowSize = 24;

    /// <summary>pread(2), or read(2) with <see cref="CurrentPosition"/>. The result is the number of bytes, 0 at the end.</summary>
    public void PrepareRead(int descriptor, nint buffer, uint length, ulong offset) =>
        Prepare(RingOperation.Read, descriptor, buffer, length, offset);

    /// <summary>
    /// pwrite(2), or write(2) with <see cref="CurrentPosition"/>. The result is the number of bytes, maybe fewer than asked.
    /// </summary>
    public void PrepareWrite(int descriptor, nint buffer, uint length, ulong offset) =>
        Prepare(RingOperation.Write, descriptor, buffer, length, offset);

    /// <summary>pread(2) into a registered buffer; <paramref name="buffer"/> lies within that registration.</summary>
    public void PrepareReadFixed(int descriptor, nint buffer, uint length, ulong offset, ushort bufferIndex)
    {
        Prepare(RingOperation.ReadFixed, descriptor, buffer, length, offset);
        BufferIndex = bufferIndex;
    }

    /// <summary>pwrite(2) from a registered buffer; <paramref name="buffer"/> lies within that registration.</summary>
    public void PrepareWriteFixed(int descriptor, nint buffer, uint length, ulong offset, ushort bufferIndex)
    {
        Prepare(RingOperation.WriteFixed, descriptor, buffer, length, offset);
        BufferIndex = bufferIndex;
    }

    /// <summary>preadv2(2) with the <c>iovec</c> array at <paramref name="vectors"/>.</summary>
    public void PrepareReadVector(int descriptor, nint vectors, uint count, ulong offset) =>
        Prepare(RingOperation.ReadVector, descriptor, vectors, count, offset);

    /// <summary>pwritev2(2) with the <c>iovec</c> array at <paramref name="vectors"/>.</summary>
    public void PrepareWriteVector(int descriptor, nint vectors, uint count, ulong offset) =>
        Prepare(RingOperation.WriteVector, descriptor, vectors, count, offset);

    /// <summary>
    /// openat(2). The path ends with a zero byte and must stay until the request is submitted. The result is the descriptor.
    /// </summary>
    public void PrepareOpenAt(int directory, nint path, uint openFlags, uint mode)
    {
        Prepare(RingOperation.OpenAt, directory, path, mode, 0);
        OperationFlags = openFlags;
    }

    /// <summary>openat2(2) with the <c>struct open_how</c> at <paramref name="openHow"/>. The result is the descriptor.</summary>
    public void PrepareOpenAt2(int directory, nint path, nint openHow) =>
        Prepare(RingOperation.OpenAt2, directory, path, OpenHowSize, (ulong)openHow);

    /// <summary>close(2). It does not cancel what is pending on the descriptor: cancel first.</summary>
    public void PrepareClose(int descriptor)
    {
        Operation = RingOperation.Close;
        Descriptor = descriptor;
    }

    /// <summary>statx(2) into the <c>struct statx</c> at <paramref name="statxBuffer"/>.</summary>
    public void PrepareStatx(int directory, nint path, uint statxFlags, uint mask, nint statxBuffer)
    {
        Prepare(RingOperation.Statx, directory, path, mask, (ulong)statxBuffer);
        OperationFlags = statxFlags;
    }

    /// <summary>fsync(2), or fdatasync(2) with <paramref name="dataOnly"/> (<c>IORING_FSYNC_DATASYNC</c>).</summary>
    public void PrepareFsync(int descriptor, bool dataOnly = false)
    {
        Operation = RingOperation.Fsync;
        Descriptor = descriptor;
        OperationFlags = dataOnly ? 1u : 0u;
    }

    /// <summary>
    /// splice(2); one end is a pipe, whose offset is <see cref="CurrentPosition"/>. It runs on a worker thread, so it is for bulk, not for
    /// small transfers.
    /// </summary>
    public void PrepareSplice(
        int descriptorIn, ulong offsetIn, int descriptorOut, ulong offsetOut, uint length, uint spliceFlags = 0)
    {
        Operation = RingOperation.Splice;
        Descriptor = descriptorOut;
        Offset = offsetOut;
        SpliceOffsetIn = offsetIn;
        SpliceDescriptorIn = descriptorIn;
        Length = length;
        OperationFlags = spliceFlags;
    }
}
