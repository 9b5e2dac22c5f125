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
    [InlineData((int)Errno.EPERM, "2", "kernel.io_uring_disabled = 2")]
    [InlineData((int)Errno.EPERM, "0", "seccomp")]
    [InlineData((int)Errno.EPERM, null, "seccomp")]
    [InlineData((int)Errno.ENOSYS, null, "5.11")]
    [InlineData((int)Errno.ENOMEM, "0", "RLIMIT_MEMLOCK is 8192 KiB")]
    [InlineData((int)Errno.ENOMEM, "0", "`ulimit -l`")]
    [InlineData((int)Errno.EINVAL, "0", "EINVAL")]
    [InlineData(24, "0", "errno 24")]
    public void A_refusal_is_explained(int error, string? disabledSetting, string expected)
    {
        string explanation = IoUringSupport.Explain(error, 8192 * 1024, disabledSetting);
        Assert.Contains(expected, explanation, StringComparison.Ordinal);
        Assert.Equal(explanation, IoUringSupport.Explain(-error, 8192 * 1024, disabledSetting));
    }

    [Fact]
    public void An_unlimited_memory_lock_is_named_so() =>
        Assert.Contains("unlimited", IoUringSupport.Explain((int)Errno.ENOMEM, ulong.MaxValue, null), StringComparison.Ordinal);
}
