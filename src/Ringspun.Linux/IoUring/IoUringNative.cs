namespace Ringspun.Linux.IoUring;

/// <summary>The system calls of a ring, which the C library does not wrap, and the mapping of its memory.</summary>
internal static unsafe class IoUringNative
{
    internal const uint EnterGetEvents = 1 << 0;
    internal const uint EnterExtendedArgument = 1 << 3;
    internal const uint EnterRegisteredRing = 1 << 4;

    // The same numbers on x86-64 and arm64: both took the asm-generic ones by then.
    private const nint SetupNumber = 425;
    private const nint EnterNumber = 426;
    private const nint RegisterNumber = 427;

    /// <summary>io_uring_setup(2): a descriptor or <c>-errno</c>.</summary>
    internal static int Setup(uint entries, ref RingParameters parameters)
    {
        fixed (RingParameters* pointer = &parameters)
        {
            return SystemCall(SetupNumber, (nint)entries, (nint)pointer, 0);
        }
    }

    /// <summary>
    /// io_uring_enter(2): the number of entries submitted, or <c>-errno</c>. It may wait, so the GC must not wait for it.
    /// </summary>
    internal static int Enter(int descriptor, uint submit, uint minimumComplete, uint flags, void* argument, nuint size) =>
        SystemCall(EnterNumber, descriptor, (nint)submit, (nint)minimumComplete, (nint)flags, (nint)argument, (nint)size);

    /// <summary>io_uring_register(2): 0 or more, or <c>-errno</c>.</summary>
    internal static int Register(int descriptor, RegisterOperation operation, void* argument, uint count) =>
        SystemCall(RegisterNumber, descriptor, (nint)(uint)operation, (nint)argument, (nint)count);

    /// <summary>Maps a ring's memory, present at once: a page fault in the middle of a turn is a pause nobody expects.</summary>
    internal static int MapRing(int descriptor, nuint length, long offset, out byte* memory) =>
        Map(length, MapFlags.SHARED | MapFlags.POPULATE, descriptor, offset, out memory);

    /// <summary>Maps zeroed pages.</summary>
    internal static int MapPages(nuint length, out byte* memory) => Map(length, MapFlags.PRIVATE | MapFlags.ANONYMOUS, -1, 0, out memory);

    /// <summary>The soft RLIMIT_MEMLOCK in bytes, <see cref="ulong.MaxValue"/> for none; see getrlimit(2).</summary>
    internal static ulong MemoryLockLimit() => ResourceLimits.Get(ResourceKind.MEMLOCK, out ResourceLimit limit) == 0 ? limit.Current : 0;

    private static int Map(nuint length, MapFlags flags, int descriptor, long offset, out byte* memory)
    {
        nint result = LibC.Check(LibC.MemoryMap(0, length, (int)(MemoryProtection.READ | MemoryProtection.WRITE), (int)flags, descriptor, offset));
        bool failed = result is < 0 and > -4096;
        memory = failed ? null : (byte*)result;
        return failed ? (int)result : 0;
    }

    private static int SystemCall(nint number, nint a, nint b, nint c, nint d = 0, nint e = 0, nint f = 0) =>
        (int)LibC.Check(LibC.SystemCall(number, a, b, c, d, e, f));
}
