using System.Text;

namespace Ringspun.Linux;

/// <summary>
/// File calls in the kernel convention: 0 or more for success, a negative <see cref="Errno"/> for failure. Paths are UTF-8 with a null at
/// the end. All of these calls may wait for a device: an event loop makes them elsewhere, or with flags that forbid waiting.
/// </summary>
public static unsafe partial class Files
{
    /// <summary>In place of a directory: the current one (AT_FDCWD).</summary>
    public const int CurrentDirectory = -100;

    private const int StackPathLength = 512;

    /// <summary>Opens a file: openat2(2).</summary>
    /// <param name="directory">Where a relative path begins: a directory's descriptor or <see cref="CurrentDirectory"/>.</param>
    /// <param name="path">The path, null-terminated.</param>
    /// <param name="how">How.</param>
    /// <returns>
    /// The descriptor; -ENOENT, -EACCES, -EMFILE, …; with RESOLVE flags -EXDEV and -ELOOP for paths that leave the allowed ground, and
    /// -EAGAIN when a rename came between (try again) or, with CACHED, when the answer needs the device; -ENOSYS before Linux 5.6.
    /// </returns>
    public static int OpenAt2(int directory, byte* path, in OpenHow how)
    {
        nint result;
        fixed (OpenHow* pointer = &how)
        {
            do
            {
                result = LibC.Check(LibC.SystemCall(
                    SystemCallNumbers.OpenAt2, directory, (nint)path, (nint)pointer, sizeof(OpenHow), 0, 0));
            }
            while (result == -(int)Errno.EINTR);
        }

        return (int)result;
    }

    /// <inheritdoc cref="OpenAt2(int, byte*, in OpenHow)"/>
    /// <remarks>A path whose last byte is not 0 is -EINVAL.</remarks>
    public static int OpenAt2(int directory, ReadOnlySpan<byte> path, in OpenHow how)
    {
        if (!IsTerminated(path))
        {
            return -(int)Errno.EINVAL;
        }

        fixed (byte* pointer = path)
        {
            return OpenAt2(directory, pointer, in how);
        }
    }

    /// <inheritdoc cref="OpenAt2(int, byte*, in OpenHow)"/>
    /// <remarks>A path with a null inside is -EINVAL: the kernel would see another, shorter path.</remarks>
    public static int OpenAt2(int directory, string path, in OpenHow how)
    {
        ArgumentNullException.ThrowIfNull(path);
        int size = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        Span<byte> buffer = size <= StackPathLength ? stackalloc byte[StackPathLength] : new byte[size];
        return TryEncode(path, ref buffer) ? OpenAt2(directory, buffer, in how) : -(int)Errno.EINVAL;
    }

    /// <summary>Reads facts about a file: statx(2).</summary>
    /// <param name="directory">Where a relative path begins: a directory's descriptor or <see cref="CurrentDirectory"/>.</param>
    /// <param name="path">The path, null-terminated.</param>
    /// <param name="flags">How.</param>
    /// <param name="mask">Which facts.</param>
    /// <param name="buffer">The facts; must not move.</param>
    /// <returns>0; or -ENOENT, -EACCES, …</returns>
    public static int Statx(int directory, byte* path, StatxFlags flags, StatxMask mask, StatxBuffer* buffer)
    {
        nint result;
        do
        {
            result = LibC.Check(LibC.SystemCall(
                SystemCallNumbers.Statx, directory, (nint)path, (nint)flags, (nint)(uint)mask, (nint)buffer, 0));
        }
        while (result == -(int)Errno.EINTR);
        return (int)result;
    }

    /// <inheritdoc cref="Statx(int, byte*, StatxFlags, StatxMask, StatxBuffer*)"/>
    /// <remarks>A path whose last byte is not 0 is -EINVAL.</remarks>
    public static int Statx(int directory, ReadOnlySpan<byte> path, StatxFlags flags, StatxMask mask, out StatxBuffer buffer)
    {
        buffer = default;
        if (!IsTerminated(path))
        {
            return -(int)Errno.EINVAL;
        }

        fixed (byte* pointer = path)
        fixed (StatxBuffer* facts = &buffer)
        {
            return Statx(directory, pointer, flags, mask, facts);
        }
    }

    /// <inheritdoc cref="Statx(int, byte*, StatxFlags, StatxMask, StatxBuffer*)"/>
    /// <remarks>A path with a null inside is -EINVAL.</remarks>
    public static int Statx(int directory, string path, StatxFlags flags, StatxMask mask, out StatxBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(path);
        buffer = default;
        int size = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        Span<byte> bytes = size <= StackPathLength ? stackalloc byte[StackPathLength] : new byte[size];
        return TryEncode(path, ref bytes) ? Statx(directory, bytes, flags, mask, out buffer) : -(int)Errno.EINVAL;
    }

    /// <summary>Reads facts about an open file: statx(2) with AT_EMPTY_PATH.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="mask">Which facts.</param>
    /// <param name="buffer">The facts.</param>
    /// <returns>0; or -EBADF, …</returns>
    public static int StatDescriptor(int descriptor, StatxMask mask, out StatxBuffer buffer) =>
        Statx(descriptor, "\0"u8, StatxFlags.EMPTY_PATH, mask, out buffer);

    /// <summary>Asks what direct I/O on a file needs: statx(2) with STATX_DIOALIGN.</summary>
    /// <param name="descriptor">The file, opened in any mode.</param>
    /// <param name="alignment">The alignment; its IsSupported is false where the file system has no direct I/O.</param>
    /// <returns>0; -EOPNOTSUPP when kernel or file system do not tell (4096 is safe then); or -EBADF, …</returns>
    public static int GetDirectAlignment(int descriptor, out DirectAlignment alignment)
    {
        alignment = default;
        int result = StatDescriptor(descriptor, StatxMask.DIOALIGN, out StatxBuffer buffer);
        if (result < 0)
        {
            return result;
        }

        if ((buffer.Mask & StatxMask.DIOALIGN) == 0)
        {
            return -(int)Errno.EOPNOTSUPP;
        }

        alignment = new DirectAlignment((int)buffer.DirectMemoryAlignment, (int)buffer.DirectOffsetAlignment);
        return 0;
    }

    /// <summary>Removes a file's name: unlinkat(2).</summary>
    /// <param name="directory">Where a relative path begins: a directory's descriptor or <see cref="CurrentDirectory"/>.</param>
    /// <param name="path">The path, null-terminated; -EINVAL if it is not.</param>
    /// <returns>0; or -ENOENT, -EACCES, -EISDIR, …</returns>
    public static int Unlink(int directory, ReadOnlySpan<byte> path)
    {
        if (!IsTerminated(path))
        {
            return -(int)Errno.EINVAL;
        }

        fixed (byte* pointer = path)
        {
            return LibC.Check(LibC.UnlinkAt(directory, pointer, 0));
        }
    }

    /// <summary>Makes a FIFO, a pipe with a name: mkfifo(3).</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mode">Permission bits, such as 0x180 (octal 600); the process's umask is taken off.</param>
    /// <returns>0; -EEXIST, -ENOENT, -EACCES, -EROFS, …; -EINVAL for a path with a null inside.</returns>
    public static int MakeFifo(string path, uint mode)
    {
        ArgumentNullException.ThrowIfNull(path);
        int size = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        Span<byte> buffer = size <= StackPathLength ? stackalloc byte[StackPathLength] : new byte[size];
        if (!TryEncode(path, ref buffer))
        {
            return -(int)Errno.EINVAL;
        }

        fixed (byte* pointer = buffer)
        {
            return LibC.Check(LibC.MakeFifo(pointer, mode));
        }
    }

    private static bool IsTerminated(ReadOnlySpan<byte> path) => !path.IsEmpty && path[^1] == 0;

    private static bool TryEncode(string path, ref Span<byte> buffer)
    {
        int length = Encoding.UTF8.GetBytes(path, buffer);
        buffer[length] = 0;
        buffer = buffer[..(length + 1)];
        return buffer.IndexOf((byte)0) == length;
    }
}
