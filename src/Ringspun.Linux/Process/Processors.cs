namespace Ringspun.Linux;

/// <summary>On which processors threads run (source: sched_setaffinity(2)).</summary>
public static unsafe class Processors
{
    // Linux supports 8192 processors at most (CONFIG_NR_CPUS); the C library's own cpu_set_t ends at 1024.
    private const int MaximumCount = 8192;
    private const int MaskBytes = MaximumCount / 8;
    private const int CurrentThread = 0;

    /// <summary>Binds the current thread to one processor.</summary>
    /// <param name="processor">The processor's number, one of <see cref="GetAllowed"/>.</param>
    /// <returns>0; or -EINVAL for a processor that is missing or not allowed.</returns>
    public static int PinCurrentThread(int processor) => PinCurrentThread([processor]);

    /// <summary>Binds the current thread to some processors.</summary>
    /// <param name="processors">Their numbers.</param>
    /// <returns>0; or -EINVAL if none of them is there and allowed.</returns>
    public static int PinCurrentThread(ReadOnlySpan<int> processors)
    {
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        foreach (int processor in processors)
        {
            if ((uint)processor >= MaximumCount)
            {
                return -(int)Errno.EINVAL;
            }

            // Little-endian words make bit n of the mask bit n % 8 of byte n / 8.
            mask[processor / 8] |= (byte)(1 << (processor % 8));
        }

        return LibC.Check(LibC.SetAffinity(CurrentThread, MaskBytes, mask));
    }

    /// <summary>The processors on which the current thread may run, in ascending order.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static IReadOnlyList<int> GetAllowed()
    {
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        LinuxException.ThrowIfError(
            LibC.Check(LibC.GetAffinity(CurrentThread, MaskBytes, mask)), "Reading the thread's processors (sched_getaffinity)");
        List<int> allowed = [];
        for (int processor = 0; processor < MaximumCount; processor++)
        {
            if ((mask[processor / 8] & (1 << (processor % 8))) != 0)
            {
                allowed.Add(processor);
            }
        }

        return allowed;
    }
}
