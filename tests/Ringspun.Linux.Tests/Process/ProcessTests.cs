namespace Ringspun.Linux.Tests;

public sealed class ProcessTests
{
    [Theory]
    [InlineData("6.18.44-fc-v669", 6, 18, 44)]
    [InlineData("5.15-rc1", 5, 15, 0)]
    [InlineData("6.1.0-18-amd64", 6, 1, 0)]
    [InlineData("strange", 0, 0, 0)]
    [InlineData("99999999999.1", 0, 1, 0)]
    public void Versions_are_read(string release, int major, int minor, int patch)
    {
        var version = KernelVersion.Parse(release);
        Assert.Equal(new KernelVersion(major, minor, patch, release), version);
        Assert.Equal(release, version.ToString());
    }

    [Fact]
    public void The_running_kernel_is_known()
    {
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), KernelVersion.Current.Release);
        Assert.True(KernelVersion.Current.IsAtLeast(4, 0));
        Assert.False(KernelVersion.Current.IsAtLeast(999, 0));
        var version = KernelVersion.Parse("6.1.2");
        Assert.True(version.IsAtLeast(6, 1));
        Assert.True(version.IsAtLeast(5, 99));
        Assert.False(version.IsAtLeast(6, 2));
    }

    [Fact]
    public void Limits_are_read_and_set()
    {
        Assert.Equal(0, ResourceLimits.Get(ResourceKind.MEMLOCK, out ResourceLimit limit));
        Assert.True(limit.Current <= limit.Maximum);
        Assert.Equal(0, ResourceLimits.Set(ResourceKind.MEMLOCK, limit));
        Assert.Equal(-(int)Errno.EINVAL, ResourceLimits.Set(ResourceKind.MEMLOCK, new ResourceLimit(2, 1)));
        Assert.Contains("RLIMIT_MEMLOCK", ResourceLimits.Describe(ResourceKind.MEMLOCK), StringComparison.Ordinal);
    }

    [Fact]
    public void The_descriptor_limit_is_raised_or_explained()
    {
        Assert.Equal(0, ResourceLimits.Get(ResourceKind.NOFILE, out ResourceLimit before));
        long now = ResourceLimits.RaiseDescriptorLimit(64, out string? message);
        Assert.Null(message);
        Assert.Equal((long)before.Maximum, now);

        // Above fs.nr_open nobody gets anything, so the message must say what to do.
        now = ResourceLimits.RaiseDescriptorLimit(1L << 40, out message);
        Assert.True(now < 1L << 40);
        Assert.NotNull(message);
        Assert.Contains("RLIMIT_NOFILE", message, StringComparison.Ordinal);
        Assert.Contains("fs.nr_open", message, StringComparison.Ordinal);
        Assert.Contains($"{now}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_is_bound_to_a_processor()
    {
        int[] before = [.. Processors.GetAllowed()];
        Assert.NotEmpty(before);
        IReadOnlyList<int> within = [];
        int result = -1;
        // On a thread of its own: the test runner's threads stay free.
        var thread = new Thread(() =>
        {
            result = Processors.PinCurrentThread(before[^1]);
            within = Processors.GetAllowed();
        });
        thread.Start();
        thread.Join();
        Assert.Equal(0, result);
        Assert.Equal([before[^1]], within);
        Assert.Equal(before, Processors.GetAllowed());
        Assert.Equal(-(int)Errno.EINVAL, Processors.PinCurrentThread(-1));
        Assert.Equal(-(int)Errno.EINVAL, Processors.PinCurrentThread(8191));
    }
}
