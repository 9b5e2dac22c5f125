using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "fcntl")]
    internal static partial int FileControl(int descriptor, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "dup3")]
    internal static partial int Dup3(int descriptor, int number, int flags);

    [LibraryImport(Library, EntryPoint = "pipe2")]
    internal static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "read")]
    internal static partial nint Read(int descriptor, void* buffer, nint length);

    [LibraryImport(Library, EntryPoint = "write")]
    internal static partial nint Write(int descriptor, void* buffer, nint length);

    [LibraryImport(Library, EntryPoint = "readv")]
    internal static partial nint ReadVector(int descriptor, IoVector* vectors, int count);

    [LibraryImport(Library, EntryPoint = "writev")]
    internal static partial nint WriteVector(int descriptor, IoVector* vectors, int count);

    [LibraryImport(Library, EntryPoint = "poll")]
    internal static partial int Poll(void* descriptors, nuint count, int milliseconds);
}
