using Ringspun.Linux;

namespace Ringspun;

/// <summary>How <see cref="FileOpenOptions"/> look to the kernel, and how its answer looks to the program.</summary>
internal static class FileOpening
{
    /// <summary>
    /// How often an open is repeated that ended in EAGAIN: a rename raced with the look-up, which would have to lose every time (openat2(2));
    /// or another process has a lease on the file, and gives it up when it likes (fcntl(2), F_SETLEASE).
    /// </summary>
    internal const int MaximumRaces = 64;

    /// <summary>What openat2(2) is asked. A FIFO or a device must not block the open: O_NONBLOCK, which regular files ignore.</summary>
    internal static OpenHow How(FileOpenOptions options, ResolveFlags more = ResolveFlags.None)
    {
        OpenFlags flags = OpenFlags.CLOEXEC;
        if ((options & FileOpenOptions.StatusOnly) != 0)
        {
            flags |= OpenFlags.PATH;
        }
        else
        {
            flags |= OpenFlags.RDONLY | OpenFlags.NONBLOCK | OpenFlags.NOCTTY;
            if ((options & FileOpenOptions.Direct) != 0)
            {
                flags |= OpenFlags.DIRECT;
            }
        }

        return new OpenHow(flags, 0, ResolveFlags.BENEATH | ResolveFlags.NO_MAGICLINKS | more);
    }

    /// <summary>Reads the status of an open file: from the inode in memory, so it does not wait for a disk.</summary>
    internal static int ReadStatus(int descriptor, out FileStatus status)
    {
        int result = Linux.Files.Statx(descriptor, string.Empty, StatxFlags.EMPTY_PATH | StatxFlags.DONT_SYNC, StatxMask.BASIC_STATS, out StatxBuffer buffer);
        status = result < 0 ? default : new FileStatus
        {
            Size = (long)buffer.Size,
            ModifiedNanoseconds = Nanoseconds(buffer.ModificationTime),
            ChangedNanoseconds = Nanoseconds(buffer.ChangeTime),
            Inode = buffer.Inode,
            Device = ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
            IsRegularFile = buffer.IsRegularFile,
            IsDirectory = buffer.IsDirectory,
        };
        return result;
    }

    private static long Nanoseconds(StatxTimestamp time) => (time.Seconds * 1_000_000_000L) + time.Nanoseconds;
}
