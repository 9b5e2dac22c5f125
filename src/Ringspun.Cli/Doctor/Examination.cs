using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun.Cli.Doctor;

/// <summary>Examines this machine, as far as this process may use it.</summary>
internal static class Examination
{
    public static DoctorReport Run() => new(
        KernelVersion.Current.Release,
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        [
            KernelChecks.Kernel(KernelVersion.Current),
            KernelChecks.Rings(Linux.IoUring.IoUringSupport.Check(), Proc.Text("/proc/sys/kernel/io_uring_disabled")),
            KernelChecks.AsynchronousIo(),
            LimitChecks.Descriptors(),
            LimitChecks.LockedMemory(),
            NetworkChecks.Tun(),
            NetworkChecks.RawSockets(),
            NetworkChecks.PacketQueue(),
            NetworkChecks.Backlog(Proc.Numbers("/proc/sys/net/core/somaxconn")),
            NetworkChecks.Ports(Proc.Numbers("/proc/sys/net/ipv4/ip_local_port_range")),
        ]);
}
