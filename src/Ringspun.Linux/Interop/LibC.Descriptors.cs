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

    // The C library's own functions for these are points where pthread_cancel(3) may end a thread: in a program with several threads they change the
    // thread's state before and after, which cost 5 % of a pipe's throughput. Nobody here is ever cancelled that way.
    internal static nint Read(int descriptor, void* buffer, nint length) =>
        SystemCall(SystemCallNumbers.Read, descriptor, (nint)buffer, length, 0, 0, 0);

    internal static nint Write(int descriptor, void* buffer, nint length) =>
        SystemCall(SystemCallNumbers.Write, descriptor, (nint)buffer, length, 0, 0, 0);

    internal static nint ReadVector(int descriptor, IoVector* vectors, int count) =>
        SystemCall(SystemCallNumbers.ReadV, descriptor, (nint)vectors, count, 0, 0, 0);

    internal static nint WriteVector(int descriptor, IoVector* vectors, int count) =>
        SystemCall(SystemCallNumbers.WriteV, descriptor, (nint)vectors, count, 0, 0, 0);

    [LibraryImport(Library, EntryPoint = "poll")]
    internal static partial int Poll(void* descriptors, nuint count, int milliseconds);
}
