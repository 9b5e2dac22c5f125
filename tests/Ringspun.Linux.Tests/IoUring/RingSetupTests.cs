using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

/// <summary>The negotiation, played against kernels of the past; and the same modes against this one.</summary>
public class RingSetupTests
{
    private const RingSetupFlags Sizes = RingSetupFlags.CompletionQueueSize | RingSetupFlags.Clamp;
    private const RingSetupFlags Linux518 = (RingSetupFlags)((1u << 8) - 1);
    private const RingSetupFlags Linux519 = (RingSetupFlags)((1u << 12) - 1);
    private const RingSetupFlags Linux60 = Linux519 | RingSetupFlags.SingleIssuer;
    private const RingSetupFlags Linux61 = Linux60 | RingSetupFlags.DeferTaskRun;
    private const RingSetupFlags Linux66 = Linux61 | RingSetupFlags.NoSubmissionArray;

    private const RingSetupFlags Cooperative = RingSetupFlags.SubmitAll | RingSetupFlags.CooperativeTaskRun | RingSetupFlags.TaskRunFlag;
    private const RingSetupFlags Deferred =
        RingSetupFlags.SubmitAll | RingSetupFlags.SingleIssuer | RingSetupFlags.DeferTaskRun | RingSetupFlags.TaskRunFlag;

    [Theory]
    [InlineData(Linux66, Deferred | RingSetupFlags.NoSubmissionArray)]
    [InlineData(Linux61, Deferred)]
    [InlineData(Linux60, Cooperative | RingSetupFlags.SingleIssuer)]
    [InlineData(Linux519, Cooperative)]
    [InlineData(Linux518, RingSetupFlags.SubmitAll)]
    [InlineData(Sizes, RingSetupFlags.None)]
    public void Each_kernel_gets_the_best_mode_it_knows(RingSetupFlags known, RingSetupFlags expected)
    {
        int result = RingSetup.Negotiate(new RingOptions(), OlderKernel, NoPause, out RingParameters parameters);
        Assert.Equal(42, result);
        Assert.Equal(expected | Sizes, parameters.Flags);

        int OlderKernel(uint entries, ref RingParameters asked) => (asked.Flags & ~known) != 0 ? -(int)Errno.EINVAL : 42;
    }

    [Fact]
    public void No_mode_is_asked_for_twice_and_the_last_refusal_is_returned()
    {
        List<RingSetupFlags> asked = [];
        Assert.Equal(-(int)Errno.EINVAL, RingSetup.Negotiate(new RingOptions(), Refuse, NoPause, out _));
        Assert.Equal(6, asked.Count);
        Assert.Equal(asked.Distinct(), asked);

        asked.Clear();
        RingOptions plain = new() { AllowedFlags = RingSetupFlags.None };
        Assert.Equal(-(int)Errno.EINVAL, RingSetup.Negotiate(plain, Refuse, NoPause, out _));
        Assert.Equal([Sizes], asked);

        int Refuse(uint entries, ref RingParameters parameters)
        {
            asked.Add(parameters.Flags);
            return -(int)Errno.EINVAL;
        }
    }

    [Theory]
    [InlineData((int)Errno.EPERM)]
    [InlineData((int)Errno.ENOSYS)]
    public void A_ban_is_returned_at_once(int error)
    {
        int calls = 0;
        Assert.Equal(-error, RingSetup.Negotiate(new RingOptions(), Ban, NoPause, out _));
        Assert.Equal(1, calls);

        int Ban(uint entries, ref RingParameters parameters)
        {
            calls++;
            return -error;
        }
    }

    [Fact]
    public void Memory_that_is_still_being_released_is_waited_for()
    {
        int shortages = 3;
        List<double> pauses = [];
        Assert.Equal(42, RingSetup.Negotiate(new RingOptions(), Busy, pause => pauses.Add(pause.TotalMilliseconds), out _));
        Assert.Equal([1.0, 2.0, 4.0], pauses);

        int Busy(uint entries, ref RingParameters parameters) => shortages-- > 0 ? -(int)Errno.ENOMEM : 42;
    }

    [Fact]
    public void Memory_that_never_comes_ends_in_ENOMEM_within_a_tenth_of_a_second()
    {
        TimeSpan waited = TimeSpan.Zero;
        Assert.Equal(-(int)Errno.ENOMEM, RingSetup.Negotiate(new RingOptions(), Never, pause => waited += pause, out _));
        Assert.InRange(waited, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100));

        static int Never(uint entries, ref RingParameters parameters) => -(int)Errno.ENOMEM;
    }

    [Theory]
    [InlineData(RingSetupFlags.None)]
    [InlineData(RingSetupFlags.SubmitAll)]
    [InlineData(RingSetupFlags.SubmitAll | RingSetupFlags.CooperativeTaskRun | RingSetupFlags.TaskRunFlag)]
    [InlineData(RingSetupFlags.SingleIssuer | RingSetupFlags.CooperativeTaskRun)]
    [InlineData(RingSetupFlags.SingleIssuer | RingSetupFlags.DeferTaskRun)]
    [InlineData(RingSetupFlags.NoSubmissionArray)]
    public void A_ring_works_in_every_mode_it_may_be_reduced_to(RingSetupFlags allowed)
    {
        using Ring ring = TestRing.Create(8, 32, allowed);
        Assert.Equal((RingSetupFlags)0, ring.Flags & ~(allowed | Sizes));
        ring.Entry().PrepareNop();
        Assert.Equal(0, ring.Next().Result);
        Assert.Equal((8u, 32u), (ring.SubmissionCapacity, ring.CompletionCapacity));
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        Assert.Equal(-(int)Errno.EINVAL, Ring.TryCreate(new RingOptions { SubmissionEntries = 0 }, out Ring? none));
        Assert.Null(none);
        Assert.Equal(-(int)Errno.EINVAL, Ring.TryCreate(new RingOptions { SubmissionEntries = 64, CompletionEntries = 8 }, out none));
        Assert.Null(none);
    }

    [Fact]
    public void Rings_come_and_go_without_leaking_descriptors()
    {
        using Ring counted = TestRing.Create();
        int before = RingDescriptors();
        Assert.NotEqual(0, before);
        for (int i = 0; i < 50; i++)
        {
            using Ring ring = TestRing.Create();
            Assert.Equal(0, ring.RegisterRingDescriptor());
            ring.Entry().PrepareNop();
            Assert.Equal(0, ring.Next().Result);
            ring.Dispose();
        }

        // Other tests run beside this one and have a few rings of their own.
        Assert.InRange(RingDescriptors(), 0, before + 25);
    }

    private static int RingDescriptors() =>
        Directory.GetFiles("/proc/self/fd").Count(path => new FileInfo(path).LinkTarget == "anon_inode:[io_uring]");

    private static void NoPause(TimeSpan pause) => Assert.Fail($"paused for {pause}");
}
