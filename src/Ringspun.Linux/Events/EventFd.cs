namespace Ringspun.Linux;

/// <summary>A counter that is a descriptor, readable while it is not 0; in the kernel convention (source: eventfd(2)).</summary>
public static unsafe class EventFd
{
    private const int CloseOnExecAndNonBlock = 0x80000 | 0x800;

    /// <summary>Makes a counter in normal (not semaphore) mode; closed on exec, reading never waits.</summary>
    /// <param name="initial">Its first value.</param>
    /// <returns>The descriptor; or -EMFILE, -ENFILE, -ENOMEM.</returns>
    public static int Create(uint initial = 0) => LibC.Check(LibC.EventFd(initial, CloseOnExecAndNonBlock));

    /// <summary>Adds 1. Safe on any thread.</summary>
    /// <param name="descriptor">The counter.</param>
    /// <returns>0, also when the counter is full, for then it is readable anyway; or -EBADF.</returns>
    public static int Signal(int descriptor)
    {
        ulong one = 1;
        int result = Descriptors.Write(descriptor, (byte*)&one, sizeof(ulong));
        return result is sizeof(ulong) or -(int)Errno.EAGAIN ? 0 : result;
    }

    /// <summary>Takes the count, which is 0 then.</summary>
    /// <param name="descriptor">The counter.</param>
    /// <returns>The count, 0 if there was none, at most long.MaxValue; or -EBADF.</returns>
    public static long Drain(int descriptor)
    {
        ulong count = 0;
        int result = Descriptors.Read(descriptor, (byte*)&count, sizeof(ulong));
        return result switch
        {
            sizeof(ulong) => (long)Math.Min(count, long.MaxValue),
            -(int)Errno.EAGAIN => 0,
            _ => result,
        };
    }
}
