using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "mmap")]
    internal static partial nint MemoryMap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap")]
    internal static partial int MemoryUnmap(void* address, nuint length);

    [LibraryImport(Library, EntryPoint = "madvise")]
    internal static partial int MemoryAdvise(void* address, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "getrlimit")]
    internal static partial int GetResourceLimit(int resource, ResourceLimit* limit);

    [LibraryImport(Library, EntryPoint = "setrlimit")]
    internal static partial int SetResourceLimit(int resource, ResourceLimit* limit);

    [LibraryImport(Library, EntryPoint = "sched_setaffinity")]
    internal static partial int SetAffinity(int thread, nuint size, void* mask);

    [LibraryImport(Library, EntryPoint = "sched_getaffinity")]
    internal static partial int GetAffinity(int thread, nuint size, void* mask);

    [LibraryImport(Library, EntryPoint = "uname")]
    internal static partial int SystemName(byte* buffer);

    [LibraryImport(Library, EntryPoint = "kill")]
    internal static partial int Kill(int process, int signal);
}
