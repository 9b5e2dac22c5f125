using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>The system calls of a ring, which the C library does not wrap, and the mapping of its memory.</summary>
internal static unsafe partial class IoUringNative
{
    internal const int EPERM = 1;
    internal const int EINTR = 4;
    internal const int EBADF = 9;
    internal const int ENOMEM = 12;
    internal const int EINVAL = 22;
    internal const int ENOSYS = 38;

    internal const uint EnterGetEvents = 1 << 0;
    internal const uint EnterExtendedArgument = 1 << 3;
    internal const uint EnterRegisteredRing = 1 << 4;

    // The same numbers on x86-64 and arm64: both took the asm-generic ones by then.
    private const nint SetupNumber = 425;
    private const nint EnterNumber = 426;
    private const nint RegisterNumber = 427;

    private const int ProtectionReadWrite = 0x1 | 0x2;
    private const int MapShared = 0x01;
    private const int MapPrivate = 0x02;
    private const int MapAnonymous = 0x20;
    private const int MapPopulate = 0x8000;
    private const int ResourceMemoryLock = 8;

    /// <summary>io_uring_setup(2): a descriptor or <c>-errno</c>.</summary>
    internal static int Setup(uint entries, ref RingParameters parameters)
    {
        fixed (RingParameters* pointer = &parameters)
        {
            return Result(SystemCall(SetupNumber, (nint)entries, (nint)pointer, 0, 0, 0, 0));
        }
    }

    /// <summary>
    /// io_uring_enter(2): the number of entries submitted, or <c>-errno</c>. It may wait, so the GC must not wait for it.
    /// </summary>
    internal static int Enter(int descriptor, uint submit, uint minimumComplete, uint flags, void* argument, nuint size) =>
        Result(SystemCall(EnterNumber, descriptor, (nint)submit, (nint)minimumComplete, (nint)flags, (nint)argument, (nint)size));

    /// <summary>io_uring_register(2): 0 or more, or <c>-errno</c>.</summary>
    internal static int Register(int descriptor, RegisterOperation operation, void* argument, uint count) =>
        Result(SystemCall(RegisterNumber, descriptor, (nint)(uint)operation, (nint)argument, (nint)count, 0, 0));

    /// <summary>Maps a ring's memory, present at once: a page fault in the middle of a turn is a pause nobody expects.</summary>
    internal static int MapRing(int descriptor, nuint length, long offset, out byte* memory) =>
        Map(length, MapShared | MapPopulate, descriptor, offset, out memory);

    /// <summary>Maps zeroed pages.</summary>
    internal static int MapPages(nuint length, out byte* memory) => Map(length, MapPrivate | MapAnonymous, -1, 0, out memory);

    [LibraryImport("libc", EntryPoint = "munmap")]
    internal static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    /// <summary>The soft RLIMIT_MEMLOCK in bytes, <see cref="ulong.MaxValue"/> for none; see getrlimit(2).</summary>
    internal static ulong MemoryLockLimit()
    {
        ulong* limit = stackalloc ulong[2];
        return GetResourceLimit(ResourceMemoryLock, limit) == 0 ? limit[0] : 0;
    }

    private static int Map(nuint length, int flags, int descriptor, long offset, out byte* memory)
    {
        memory = (byte*)MapMemory(null, length, ProtectionReadWrite, flags, descriptor, offset);
        if ((nint)memory != -1)
        {
            return 0;
        }

        int error = Marshal.GetLastSystemError();
        memory = null;
        return -error;
    }

    private static int Result(nint value) => value == -1 ? -Marshal.GetLastSystemError() : (int)value;

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MapMemory(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetResourceLimit(int resource, ulong* limit);
}
