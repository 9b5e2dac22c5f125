namespace Ringspun.Linux;

/// <summary>The process's resource limits (source: getrlimit(2)).</summary>
public static unsafe class ResourceLimits
{
    /// <summary>Reads a limit.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="limit">The limit.</param>
    /// <returns>0; or -EINVAL.</returns>
    public static int Get(ResourceKind kind, out ResourceLimit limit)
    {
        ResourceLimit read = default;
        int result = LibC.Check(LibC.GetResourceLimit((int)kind, &read));
        limit = read;
        return result;
    }

    /// <summary>Sets a limit.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="limit">The limit.</param>
    /// <returns>0; -EPERM for a hard limit raised without CAP_SYS_RESOURCE, or NOFILE above fs.nr_open; -EINVAL if soft is above hard.</returns>
    public static int Set(ResourceKind kind, ResourceLimit limit) => LibC.Check(LibC.SetResourceLimit((int)kind, &limit));

    /// <summary>
    /// Raises the limit of open descriptors: to the hard limit, and beyond it, up to fs.nr_open, where the process has CAP_SYS_RESOURCE.
    /// </summary>
    /// <param name="wanted">How many descriptors the program wants.</param>
    /// <param name="message">Null if it gets them; otherwise which limit holds, its value and how to raise it.</param>
    /// <returns>The limit now.</returns>
    public static long RaiseDescriptorLimit(long wanted, out string? message)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        LinuxException.ThrowIfError(Get(ResourceKind.NOFILE, out ResourceLimit limit), "Reading the limit of open files (getrlimit)");
        long systemWide = AioLimits.ReadNumber("/proc/sys/fs/nr_open");
        ulong reachable = systemWide > 0 ? (ulong)Math.Min(wanted, systemWide) : (ulong)wanted;
        bool isRaised = limit.Maximum < reachable && Set(ResourceKind.NOFILE, new ResourceLimit(reachable, reachable)) == 0;
        if (!isRaised && limit.Current < limit.Maximum)
        {
            // A refusal leaves the old limit, which the message names.
            _ = Set(ResourceKind.NOFILE, new ResourceLimit(limit.Maximum, limit.Maximum));
        }

        LinuxException.ThrowIfError(Get(ResourceKind.NOFILE, out limit), "Reading the limit of open files (getrlimit)");
        long now = (long)Math.Min(limit.Current, long.MaxValue);
        message = now >= wanted ? null : Describe(wanted, now, limit, systemWide);
        return now;
    }

    /// <summary>A sentence that names a limit, its value and the way to raise it.</summary>
    /// <param name="kind">Which.</param>
    public static string Describe(ResourceKind kind)
    {
        string option = kind == ResourceKind.NOFILE ? "-n" : "-l";
        return Get(kind, out ResourceLimit limit) < 0
            ? $"RLIMIT_{kind} cannot be read"
            : $"RLIMIT_{kind} is {ResourceLimit.Format(limit.Current)} (hard limit {ResourceLimit.Format(limit.Maximum)}); " +
              $"raise it with ulimit {option}, in /etc/security/limits.conf or by Limit{kind}= in the systemd unit";
    }

    private static string Describe(long wanted, long now, ResourceLimit limit, long systemWide)
    {
        string text = $"{wanted} open files are wanted, but RLIMIT_NOFILE allows {now} " +
            $"(hard limit {ResourceLimit.Format(limit.Maximum)}, fs.nr_open {systemWide}). Raise it with ";
        string way = $"ulimit -Hn {wanted} as root, nofile in /etc/security/limits.conf or LimitNOFILE={wanted} in the systemd unit";
        return systemWide > 0 && wanted > systemWide ? $"{text}sysctl -w fs.nr_open={wanted}, then {way}" : text + way;
    }
}
