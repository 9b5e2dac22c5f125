using System.Globalization;
using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>Finds out whether io_uring can be used here, and if not, says why in words.</summary>
public static class IoUringSupport
{
    private const string DisabledPath = "/proc/sys/kernel/io_uring_disabled";
    private const string MultishotAccept = "IORING_ACCEPT_MULTISHOT";
    private const string MultishotReceive = "IORING_RECV_MULTISHOT";
    private const string MultishotPoll = "IORING_POLL_ADD_MULTI";
    private const string CancelByDescriptor = "IORING_ASYNC_CANCEL_FD";
    private const string ProvidedBufferRing = "IORING_REGISTER_PBUF_RING";

    private static readonly RingOptions Small = new() { SubmissionEntries = 8, CompletionEntries = 16 };

    private static readonly (RingOperation Operation, string Name)[] NeededOperations =
    [
        (RingOperation.Accept, "IORING_OP_ACCEPT"),
        (RingOperation.Connect, "IORING_OP_CONNECT"),
        (RingOperation.Receive, "IORING_OP_RECV"),
        (RingOperation.Send, "IORING_OP_SEND"),
        (RingOperation.SendMessage, "IORING_OP_SENDMSG"),
        (RingOperation.OpenAt2, "IORING_OP_OPENAT2"),
        (RingOperation.Statx, "IORING_OP_STATX"),
        (RingOperation.Read, "IORING_OP_READ"),
        (RingOperation.Write, "IORING_OP_WRITE"),
        (RingOperation.Close, "IORING_OP_CLOSE"),
        (RingOperation.AsyncCancel, "IORING_OP_ASYNC_CANCEL"),
        (RingOperation.PollAdd, "IORING_OP_POLL_ADD"),
        (RingOperation.MessageRing, "IORING_OP_MSG_RING"),
    ];

    /// <summary>
    /// Creates a small ring on the calling thread and tries what is needed. It costs some 100 µs: call it once, at the start.
    /// </summary>
    public static RingSupport Check()
    {
        int result = Ring.TryCreate(Small, out Ring? ring);
        if (ring is null)
        {
            return new RingSupport(-result, [], RingSetupFlags.None, Explain(-result));
        }

        using (ring)
        {
            List<string> missing = [];
            result = FindMissing(ring, missing);
            if (result < 0)
            {
                return new RingSupport(-result, [], ring.Flags, Explain(-result));
            }

            string explanation = missing.Count == 0
                ? $"io_uring is available ({ring.Flags})."
                : $"This kernel's io_uring lacks {string.Join(", ", missing)}; Linux 6.0 and later have them.";
            return new RingSupport(0, missing, ring.Flags, explanation);
        }
    }

    /// <summary>Says in one sentence why no ring could be created, and what helps.</summary>
    /// <param name="error">The errno; its sign does not matter.</param>
    public static string Explain(int error) => Explain(error, IoUringNative.MemoryLockLimit(), ReadDisabledSetting());

    internal static string Explain(int error, ulong memoryLockLimit, string? disabledSetting) => Math.Abs(error) switch
    {
        (int)Errno.EPERM when disabledSetting is "1" or "2" =>
            $"io_uring is switched off by the sysctl kernel.io_uring_disabled = {disabledSetting} (EPERM); " +
            "`sysctl kernel.io_uring_disabled=0` allows it.",
        (int)Errno.EPERM =>
            "io_uring is forbidden here (EPERM), most likely by the container's seccomp profile, " +
            "which must allow io_uring_setup, io_uring_enter and io_uring_register.",
        (int)Errno.ENOSYS =>
            "There is no usable io_uring here (ENOSYS): the kernel is older than Linux 5.11 or built without it, " +
            "or the container hides it.",
        (int)Errno.ENOMEM =>
            $"io_uring got no memory (ENOMEM): RLIMIT_MEMLOCK is {Limit(memoryLockLimit)} for all rings of this user; " +
            "raise it with `ulimit -l` or LimitMEMLOCK=.",
        (int)Errno.EINVAL =>
            "The kernel refused the ring's sizes or modes (EINVAL).",
        int other =>
            string.Create(CultureInfo.InvariantCulture, $"io_uring failed with errno {other} ({Marshal.GetPInvokeErrorMessage(other)})."),
    };

    private static string Limit(ulong bytes) =>
        bytes == ulong.MaxValue ? "unlimited" : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KiB");

    private static int FindMissing(Ring ring, List<string> missing)
    {
        if (ring.RegisterProbe(out RingProbe? probe) < 0 || probe is null)
        {
            missing.Add("IORING_REGISTER_PROBE");
            return 0;
        }

        foreach ((RingOperation operation, string name) in NeededOperations)
        {
            if (!probe.Supports(operation))
            {
                missing.Add(name);
            }
        }

        int result = BufferRing.TryCreate(ring, 0, 1, BufferRingFlags.None, out BufferRing? buffers);
        if (result == -(int)Errno.ENOMEM)
        {
            return result;
        }

        if (result < 0)
        {
            // Kernels without buffer rings look at the descriptor before the flags, so the trials below would tell nothing.
            missing.AddRange([ProvidedBufferRing, MultishotReceive]);
            return 0;
        }

        buffers?.Dispose();
        TryFlags(ring, missing);
        return 0;
    }

    /// <summary>
    /// Flags are not in the probe. A kernel that knows a flag gets as far as the bad descriptor (-EBADF); one that does not says -EINVAL
    /// before.
    /// </summary>
    private static void TryFlags(Ring ring, List<string> missing)
    {
        ring.TryGetEntry(out _).PrepareAcceptMultishot(-1, 0);
        TryEntry(ring, missing, MultishotAccept);
        ring.TryGetEntry(out _).PrepareReceiveMultishot(-1, 0);
        TryEntry(ring, missing, MultishotReceive);
        ring.TryGetEntry(out _).PreparePollAddMultishot(-1, 1);
        TryEntry(ring, missing, MultishotPoll);
        ring.TryGetEntry(out _).PrepareCancelDescriptor(-1);
        TryEntry(ring, missing, CancelByDescriptor);
    }

    private static void TryEntry(Ring ring, List<string> missing, string name)
    {
        int result;
        CompletionEntry completion;
        do
        {
            result = ring.SubmitAndWait(1, -1);
        }
        while (!ring.TryReadCompletion(out completion) && (result >= 0 || result == -(int)Errno.EINTR));

        if (completion.Result != -(int)Errno.EBADF)
        {
            missing.Add(name);
        }
    }

    private static string? ReadDisabledSetting()
    {
        try
        {
            return File.ReadAllText(DisabledPath).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
