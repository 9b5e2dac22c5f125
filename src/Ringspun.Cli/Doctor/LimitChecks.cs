using System.Globalization;
using Ringspun.Linux;

namespace Ringspun.Cli.Doctor;

/// <summary>The limits of a process.</summary>
internal static class LimitChecks
{
    private const ulong ComfortableDescriptors = 65_536;
    private const ulong ComfortableMemory = 8 << 20;

    public static Check Descriptors()
    {
        _ = ResourceLimits.Get(ResourceKind.NOFILE, out ResourceLimit limit);
        return Descriptors(limit, Proc.Numbers("/proc/sys/fs/nr_open").FirstOrDefault(), Proc.HasCapability(Capability.ExceedLimits));
    }

    public static Check LockedMemory()
    {
        _ = ResourceLimits.Get(ResourceKind.MEMLOCK, out ResourceLimit limit);
        return LockedMemory(limit, Proc.HasCapability(Capability.LockMemory));
    }

    internal static Check Descriptors(ResourceLimit limit, long systemWide, bool mayExceed)
    {
        string found = $"{Number(limit.Current)} now, {Number(limit.Maximum)} at most (fs.nr_open {systemWide})";
        if (mayExceed)
        {
            return new Check("descriptors", CheckState.Ok, found, "Every connection takes one; this process may raise the limit to fs.nr_open.");
        }

        return limit.Maximum >= ComfortableDescriptors
            ? new Check("descriptors", CheckState.Ok, found, "Every connection takes one; Ringspun raises the limit as far as it may.")
            : new Check("descriptors", CheckState.Limited, found,
                $"At most {Number(limit.Maximum)} connections and open files at once.",
                $"ulimit -Hn {ComfortableDescriptors} as root (or LimitNOFILE={ComfortableDescriptors} in the systemd unit)");
    }

    internal static Check LockedMemory(ResourceLimit limit, bool mayLock)
    {
        string found = limit.Current == ulong.MaxValue ? "no limit" : $"{limit.Current / 1024} KiB";
        if (mayLock)
        {
            return new Check("memlock", CheckState.Ok, found + "; not applied to this process (CAP_IPC_LOCK)", "Rings and zero-copy sends get all they need.");
        }

        return limit.Current >= ComfortableMemory
            ? new Check("memlock", CheckState.Ok, found, "Enough for io_uring's rings and for zero-copy sends.")
            : new Check("memlock", CheckState.Limited, found,
                "io_uring's rings and zero-copy sends may be refused; Ringspun then takes epoll, and copies.",
                "ulimit -l unlimited (or LimitMEMLOCK=infinity in the systemd unit)");
    }

    private static string Number(ulong value) => value == ulong.MaxValue ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);
}
