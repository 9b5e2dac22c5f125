namespace Ringspun.Linux;

/// <summary>Calls on any file descriptor, in the kernel convention: 0 or more for success, a negative <see cref="Errno"/> for failure.</summary>
public static unsafe partial class Descriptors
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlock = 0x800;
    private const int DuplicateCloseOnExec = 1030;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int SetPipeSize = 1031;
    private const int GetPipeSize = 1032;

    /// <summary>Closes a descriptor: close(2). Never repeated: Linux has let go of the number even when it reports an error.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <returns>0 (also when a signal interrupted the call); -EBADF for a number that is not open; -EIO, -ENOSPC for data not written.</returns>
    public static int Close(int descriptor)
    {
        int result = LibC.Check(LibC.Close(descriptor));
        return result == -(int)Errno.EINTR ? 0 : result;
    }

    /// <summary>Chooses whether calls wait: fcntl(2), O_NONBLOCK. The setting is shared by all duplicates of the descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="enabled">True: calls that would wait return -EAGAIN.</param>
    /// <returns>0; or -EBADF.</returns>
    public static int SetNonBlocking(int descriptor, bool enabled = true)
    {
        int flags = LibC.Check(LibC.FileControl(descriptor, GetStatusFlags, 0));
        if (flags < 0)
        {
            return flags;
        }

        int wanted = enabled ? flags | NonBlock : flags & ~NonBlock;
        return wanted == flags ? 0 : LibC.Check(LibC.FileControl(descriptor, SetStatusFlags, wanted));
    }

    /// <summary>Duplicates a descriptor; the new one is closed on exec: fcntl(2), F_DUPFD_CLOEXEC.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <returns>The new descriptor; or -EBADF, -EMFILE.</returns>
    public static int Dup(int descriptor) => LibC.Check(LibC.FileControl(descriptor, DuplicateCloseOnExec, 0));

    /// <summary>Duplicates a descriptor onto a number, whose own file is closed in the same step; closed on exec: dup3(2).</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="number">The number, not the descriptor's own.</param>
    /// <returns>The number; or -EBADF, -EINVAL for the descriptor's own number, -EBUSY while another thread opens a file there.</returns>
    public static int DupTo(int descriptor, int number)
    {
        int result;
        do
        {
            result = LibC.Check(LibC.Dup3(descriptor, number, CloseOnExec));
        }
        while (result == -(int)Errno.EINTR);
        return result;
    }

    /// <summary>Makes a pipe that is closed on exec: pipe2(2).</summary>
    /// <param name="reader">The end to read from; -1 on failure.</param>
    /// <param name="writer">The end to write to; -1 on failure.</param>
    /// <param name="nonBlocking">Whether calls that would wait return -EAGAIN.</param>
    /// <returns>0; or -EMFILE, -ENFILE.</returns>
    public static int Pipe2(out int reader, out int writer, bool nonBlocking = true)
    {
        int* ends = stackalloc int[2] { -1, -1 };
        int result = LibC.Check(LibC.Pipe2(ends, CloseOnExec | (nonBlocking ? NonBlock : 0)));
        reader = ends[0];
        writer = ends[1];
        return result;
    }

    /// <summary>How many bytes fit into a pipe: fcntl(2), F_GETPIPE_SZ.</summary>
    /// <param name="descriptor">Either end.</param>
    /// <returns>The capacity in bytes; or -EBADF, also for what is no pipe.</returns>
    public static int GetPipeCapacity(int descriptor) => LibC.Check(LibC.FileControl(descriptor, GetPipeSize, 0));

    /// <summary>Sets how many bytes fit into a pipe: fcntl(2), F_SETPIPE_SZ.</summary>
    /// <param name="descriptor">Either end.</param>
    /// <param name="capacity">The bytes; the kernel rounds up to a power of two of pages.</param>
    /// <returns>
    /// The new capacity; -EPERM above fs.pipe-max-size, or when this user's pipes hold too much (fs.pipe-user-pages-soft); -EBUSY for less than the
    /// pipe holds; -EBADF.
    /// </returns>
    public static int SetPipeCapacity(int descriptor, int capacity) => LibC.Check(LibC.FileControl(descriptor, SetPipeSize, capacity));

    /// <summary>Reads: read(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="buffer">Where to; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>The number of bytes; 0 at the end; -EAGAIN when there is nothing; …</returns>
    public static int Read(int descriptor, byte* buffer, int length)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.Read(descriptor, buffer, length));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="Read(int, byte*, int)"/>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return Read(descriptor, pointer, buffer.Length);
        }
    }

    /// <summary>Writes: write(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="buffer">Where from; must not move.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>The number of bytes taken, perhaps fewer; -EAGAIN when there is no room; -EPIPE, …</returns>
    public static int Write(int descriptor, byte* buffer, int length)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.Write(descriptor, buffer, length));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="Write(int, byte*, int)"/>
    public static int Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return Write(descriptor, pointer, buffer.Length);
        }
    }

    /// <summary>Reads into several pieces of memory: readv(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="vectors">The pieces.</param>
    /// <param name="count">How many, up to <see cref="IoVector.MaximumCount"/>.</param>
    /// <returns>As <see cref="Read(int, byte*, int)"/>.</returns>
    public static int ReadVector(int descriptor, IoVector* vectors, int count)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.ReadVector(descriptor, vectors, count));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <summary>Writes several pieces of memory: writev(2). Repeated when a signal interrupts it.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="vectors">The pieces.</param>
    /// <param name="count">How many, up to <see cref="IoVector.MaximumCount"/>.</param>
    /// <returns>As <see cref="Write(int, byte*, int)"/>.</returns>
    public static int WriteVector(int descriptor, IoVector* vectors, int count)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.WriteVector(descriptor, vectors, count));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }
}
