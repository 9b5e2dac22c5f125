using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "pread")]
    internal static partial nint PositionalRead(int descriptor, void* buffer, nint length, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite")]
    internal static partial nint PositionalWrite(int descriptor, void* buffer, nint length, long offset);

    [LibraryImport(Library, EntryPoint = "fsync")]
    internal static partial int FileSync(int descriptor);

    [LibraryImport(Library, EntryPoint = "fdatasync")]
    internal static partial int FileDataSync(int descriptor);

    [LibraryImport(Library, EntryPoint = "ftruncate")]
    internal static partial int FileTruncate(int descriptor, long length);

    /// <summary>Returns the errno as a positive number and leaves errno itself alone.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    internal static partial int FileAdvise(int descriptor, long offset, long length, int advice);

    [LibraryImport(Library, EntryPoint = "unlinkat")]
    internal static partial int UnlinkAt(int directory, byte* path, int flags);

    [LibraryImport(Library, EntryPoint = "mkfifo")]
    internal static partial int MakeFifo(byte* path, uint mode);
}
