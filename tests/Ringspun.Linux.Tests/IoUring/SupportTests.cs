using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

public class SupportTests
{
    [Fact]
    public void This_kernel_has_everything()
    {
        RingSupport support = IoUringSupport.Check();
        Assert.True(support.IsAvailable, support.Explanation);
        Assert.Empty(support.Missing);
        Assert.Contains("DeferTaskRun", support.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_probe_knows_the_operations()
    {
        using Ring ring = TestRing.Create();
        Assert.Equal(0, ring.RegisterProbe(out RingProbe? probe));
        Assert.NotNull(probe);
        Assert.True(probe.Supports(RingOperation.Nop));
        Assert.True(probe.Supports(RingOperation.Receive));
        Assert.True(probe.Supports(RingOperation.SendZeroCopy));
        Assert.False(probe.Supports((RingOperation)255));
        Assert.True(probe.LastOperation >= RingOperation.SendZeroCopy);
    }

    [Theory]
    [InlineData(TestErrno.EPERM, "2", "kernel.io_uring_disabled = 2")]
    [InlineData(TestErrno.EPERM, "0", "seccomp")]
    [InlineData(TestErrno.EPERM, null, "seccomp")]
    [InlineData(TestErrno.ENOSYS, null, "5.11")]
    [InlineData(TestErrno.ENOMEM, "0", "RLIMIT_MEMLOCK is 8192 KiB")]
    [InlineData(TestErrno.ENOMEM, "0", "`ulimit -l`")]
    [InlineData(TestErrno.EINVAL, "0", "EINVAL")]
    [InlineData(24, "0", "errno 24")]
    public void A_refusal_is_explained(int error, string? disabledSetting, string expected)
    {
        string explanation = IoUringSupport.Explain(error, 8192 * 1024, disabledSetting);
        Assert.Contains(expected, explanation, StringComparison.Ordinal);
        Assert.Equal(explanation, IoUringSupport.Explain(-error, 8192 * 1024, disabledSetting));
    }

    [Fact]
    public void An_unlimited_memory_lock_is_named_so() =>
        Assert.Contains("unlimited", IoUringSupport.Explain(TestErrno.ENOMEM, ulong.MaxValue, null), StringComparison.Ordinal);
}
