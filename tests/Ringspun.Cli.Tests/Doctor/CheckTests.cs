using Ringspun.Cli.Doctor;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun.Cli.Tests.Doctor;

public class CheckTests
{
    private const RingSetupFlags Best = RingSetupFlags.SingleIssuer | RingSetupFlags.DeferTaskRun;

    [Theory]
    [InlineData("6.18.44", CheckState.Ok)]
    [InlineData("6.1.0-18-amd64", CheckState.Ok)]
    [InlineData("6.0.9", CheckState.Limited)]
    [InlineData("5.15.0", CheckState.Limited)]
    [InlineData("5.4.0", CheckState.Missing)]
    internal void The_kernel_is_judged_by_its_version(string release, CheckState state) =>
        Expect(state, KernelChecks.Kernel(KernelVersion.Parse(release)), state == CheckState.Ok ? null : "6.1");

    [Fact]
    public void A_ring_in_the_best_mode_is_ok() => Expect(CheckState.Ok, KernelChecks.Rings(new RingSupport(0, [], Best, "Yes."), "0"), null);

    [Fact]
    public void A_ring_in_an_older_mode_is_limited() =>
        Expect(CheckState.Limited, KernelChecks.Rings(new RingSupport(0, [], RingSetupFlags.None, "Yes."), "0"), "6.1");

    [Theory]
    [InlineData(Errno.EPERM, "2", "sysctl -w kernel.io_uring_disabled=0")]
    [InlineData(Errno.EPERM, "0", "seccomp")]
    [InlineData(Errno.ENOMEM, "0", "ulimit -l")]
    [InlineData(Errno.ENOSYS, null, "upgrade")]
    public void Without_a_ring_the_remedy_fits_the_reason(Errno error, string? disabled, string remedy)
    {
        Check check = KernelChecks.Rings(new RingSupport((int)error, [], RingSetupFlags.None, "No."), disabled);
        Expect(CheckState.Missing, check, remedy);
        Assert.Contains("epoll", check.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_without_an_operation_is_missing() =>
        Expect(CheckState.Missing, KernelChecks.Rings(new RingSupport(0, ["IORING_OP_SEND"], Best, "Lacks it."), "0"), "upgrade");

    [Theory]
    [InlineData(Errno.None, 65_536, 0, CheckState.Ok, null)]
    [InlineData(Errno.None, 65_536, 65_000, CheckState.Limited, "fs.aio-max-nr")]
    [InlineData(Errno.EAGAIN, 128, 128, CheckState.Limited, "fs.aio-max-nr")]
    [InlineData(Errno.ENOSYS, 0, 0, CheckState.Missing, "CONFIG_AIO")]
    internal void Linux_aio_is_judged_by_what_is_left(Errno error, long maximum, long inUse, CheckState state, string? remedy) =>
        Expect(state, KernelChecks.AsynchronousIo(error, new AioLimits(maximum, inUse)), remedy);

    [Theory]
    [InlineData(1024, 1_048_576, false, CheckState.Ok, null)]
    [InlineData(1024, 4096, false, CheckState.Limited, "65536")]
    [InlineData(1024, 4096, true, CheckState.Ok, null)]
    internal void Descriptors_are_judged_by_the_hard_limit(ulong soft, ulong hard, bool mayExceed, CheckState state, string? remedy) =>
        Expect(state, LimitChecks.Descriptors(new ResourceLimit(soft, hard), 1_048_576, mayExceed), remedy);

    [Theory]
    [InlineData(8UL << 20, false, CheckState.Ok, null)]
    [InlineData(ulong.MaxValue, false, CheckState.Ok, null)]
    [InlineData(65_536, false, CheckState.Limited, "ulimit -l")]
    [InlineData(0, false, CheckState.Limited, "ulimit -l")]
    [InlineData(0, true, CheckState.Ok, null)]
    internal void Locked_memory_is_judged_by_the_soft_limit(ulong soft, bool mayLock, CheckState state, string? remedy) =>
        Expect(state, LimitChecks.LockedMemory(new ResourceLimit(soft, soft), mayLock), remedy);

    [Theory]
    [InlineData(Errno.None, true, CheckState.Ok, null)]
    [InlineData(Errno.None, false, CheckState.Limited, "ip tuntap add dev tun0 mode tun user alice && ")]
    [InlineData(Errno.EACCES, true, CheckState.Missing, "chmod 666 /dev/net/tun (as root)")]
    [InlineData(Errno.EACCES, false, CheckState.Missing, "chmod 666 /dev/net/tun && ip tuntap add dev tun0 mode tun user alice && ")]
    [InlineData(Errno.EPERM, true, CheckState.Missing, "--device /dev/net/tun")]
    [InlineData(Errno.ENOENT, true, CheckState.Missing, "modprobe tun")]
    internal void Tun_is_judged_by_opening_it(Errno error, bool isAdministrator, CheckState state, string? remedy) =>
        Expect(state, NetworkChecks.Tun(error, isAdministrator, "0600", "alice"), remedy);

    [Theory]
    [InlineData("0600", true, "/dev/net/tun: EACCES, its mode is 0600")]
    [InlineData("0660", false, "/dev/net/tun: EACCES, its mode is 0660, and this process may not make devices (CAP_NET_ADMIN)")]
    [InlineData(null, true, "/dev/net/tun: EACCES")]
    public void A_driver_that_may_not_be_opened_is_described_by_its_mode(string? mode, bool isAdministrator, string found) =>
        Assert.Equal(found, NetworkChecks.Tun(Errno.EACCES, isAdministrator, mode, "alice").Found);

    [Theory]
    [InlineData(Errno.None, CheckState.Ok, null)]
    [InlineData(Errno.EPERM, CheckState.Missing, "CAP_NET_RAW")]
    internal void Raw_sockets_are_judged_by_opening_one(Errno error, CheckState state, string? remedy) =>
        Expect(state, NetworkChecks.RawSockets(error), remedy);

    [Theory]
    [InlineData(Errno.None, true, true, CheckState.Ok, null)]
    [InlineData(Errno.None, true, false, CheckState.Missing, "CAP_NET_ADMIN")]
    [InlineData(Errno.None, false, true, CheckState.Missing, "modprobe nfnetlink_queue")]
    [InlineData(Errno.EPROTONOSUPPORT, false, true, CheckState.Missing, "modprobe nfnetlink_queue")]
    internal void The_packet_queue_needs_module_and_right(Errno error, bool loaded, bool isAdministrator, CheckState state, string? remedy) =>
        Expect(state, NetworkChecks.PacketQueue(error, loaded, isAdministrator), remedy);

    [Theory]
    [InlineData(new long[] { 4096 }, CheckState.Ok, null)]
    [InlineData(new long[] { 128 }, CheckState.Limited, "sysctl -w net.core.somaxconn=4096")]
    internal void The_backlog_is_judged_by_its_cap(long[] values, CheckState state, string? remedy) =>
        Expect(state, NetworkChecks.Backlog(values), remedy);

    [Theory]
    [InlineData(new long[] { 32_768, 60_999 }, CheckState.Ok, null)]
    [InlineData(new long[] { 60_000, 60_999 }, CheckState.Limited, "ip_local_port_range")]
    [InlineData(new long[0], CheckState.Limited, "ip_local_port_range")]
    internal void Ports_are_judged_by_their_number(long[] range, CheckState state, string? remedy) =>
        Expect(state, NetworkChecks.Ports(range), remedy);

    private static void Expect(CheckState state, Check check, string? remedy)
    {
        Assert.Equal(state, check.State);
        Assert.NotEmpty(check.Found);
        Assert.EndsWith(".", check.Meaning, StringComparison.Ordinal);
        if (remedy is null)
        {
            Assert.Null(check.Remedy);
        }
        else
        {
            Assert.Contains(remedy, check.Remedy, StringComparison.Ordinal);
        }
    }
}
