using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun.Cli.Doctor;

/// <summary>The kernel and its ways of asynchronous I/O.</summary>
internal static class KernelChecks
{
    private const int ComfortableRequests = 4096;

    public static Check Kernel(KernelVersion version)
    {
        const string Name = "kernel";
        string found = $"Linux {version.Release}";
        if (version.IsAtLeast(6, 1))
        {
            return new Check(Name, CheckState.Ok, found, "New enough for everything that Ringspun uses.");
        }

        return version.IsAtLeast(5, 6)
            ? new Check(Name, CheckState.Limited, found,
                "The epoll driver works; io_uring lacks the modes that make it fast before Linux 6.1.", "upgrade to Linux 6.1 or later")
            : new Check(Name, CheckState.Missing, found,
                "Files are opened with openat2, which Linux has since 5.6: Ringspun cannot serve here.", "upgrade to Linux 6.1 or later");
    }

    public static Check Rings(RingSupport support, string? disabled)
    {
        const string Name = "io_uring";
        if (!support.IsAvailable)
        {
            string remedy = support.Error switch
            {
                (int)Errno.EPERM when disabled is "1" or "2" => "sysctl -w kernel.io_uring_disabled=0",
                (int)Errno.EPERM => "docker run --security-opt seccomp=PROFILE.json … (a profile that allows the io_uring calls)",
                (int)Errno.ENOMEM => "ulimit -l unlimited (or LimitMEMLOCK=infinity in the systemd unit)",
                _ => "upgrade to Linux 6.1 or later",
            };
            return new Check(Name, CheckState.Missing, support.Explanation, "Ringspun runs on epoll and Linux AIO instead.", remedy);
        }

        return support.Flags.HasFlag(RingSetupFlags.DeferTaskRun)
            ? new Check(Name, CheckState.Ok, support.Explanation, "The fastest driver; it is taken unless another is asked for.")
            : new Check(Name, CheckState.Limited, support.Explanation,
                "It works, but completions interrupt the loop's thread (DEFER_TASKRUN needs Linux 6.1).", "upgrade to Linux 6.1 or later");
    }

    public static Check AsynchronousIo()
    {
        int result = LinuxAio.Setup(1, out nint context);
        if (result == 0)
        {
            _ = LinuxAio.Destroy(context);
        }

        return AsynchronousIo(result.ToErrno(), AioLimits.Read());
    }

    internal static Check AsynchronousIo(Errno error, AioLimits limits)
    {
        const string Name = "linux_aio";
        const string Remedy = "sysctl -w fs.aio-max-nr=1048576";
        string found = $"{limits.InUse} of {limits.Maximum} requests are taken (fs.aio-nr, fs.aio-max-nr)";
        return error switch
        {
            Errno.None when limits.Maximum - limits.InUse >= ComfortableRequests =>
                new Check(Name, CheckState.Ok, found, "The epoll driver reads files with it."),
            Errno.None => new Check(Name, CheckState.Limited, found, "The epoll driver may have to queue its reads.", Remedy),
            Errno.EAGAIN => new Check(Name, CheckState.Limited, found, "None is left: the epoll driver reads files on threads.", Remedy),
            _ => new Check(Name, CheckState.Missing, $"io_setup fails: {error} ({error.Describe()})",
                "The epoll driver reads files on threads.", "run a kernel built with CONFIG_AIO, and let the container use io_setup"),
        };
    }
}
