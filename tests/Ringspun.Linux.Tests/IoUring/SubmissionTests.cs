using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ringspun.Linux.IoUring;
using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests.IoUring;

public class SubmissionTests
{
    [Fact]
    public void A_nop_completes_with_its_user_data()
    {
        using Ring ring = TestRing.Create();
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareNop();
        entry.UserData = 0xFEED_FACE_CAFE_BEEF;
        Assert.Equal(1, ring.PendingSubmissions);
        Assert.Equal(1, ring.Submit());
        Assert.Equal(0, ring.PendingSubmissions);

        CompletionEntry completion = ring.Next();
        Assert.Equal(0xFEED_FACE_CAFE_BEEF, completion.UserData);
        Assert.Equal(0, completion.Result);
        Assert.False(completion.HasMore);
        Assert.Equal(0, ring.ReadyCompletions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batches_keep_their_order_across_the_wrap_of_both_queues(bool withoutArray)
    {
        RingSetupFlags allowed = withoutArray ? new RingOptions().AllowedFlags : RingSetupFlags.None;
        using Ring ring = TestRing.Create(8, 16, allowed);
        Span<CompletionEntry> completions = stackalloc CompletionEntry[16];
        ulong next = 0;
        ulong expected = 0;
        for (int round = 0; round < 100; round++)
        {
            for (int i = 0; i < 5; i++)
            {
                ref SubmissionEntry entry = ref ring.Entry();
                entry.PrepareNop();
                entry.UserData = next++;
            }

            Assert.Equal(5, ring.SubmitAndWait(5, -1));
            int count = ring.ReadCompletions(completions);
            Assert.Equal(5, count);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(expected++, completions[i].UserData);
            }
        }
    }

    [Fact]
    public void A_full_queue_gives_no_entry_until_it_is_submitted()
    {
        using Ring ring = TestRing.Create(4, 16);
        for (int i = 0; i < ring.SubmissionCapacity; i++)
        {
            ring.Entry().PrepareNop();
        }

        ref SubmissionEntry none = ref ring.TryGetEntry(out bool available);
        Assert.False(available);
        Assert.True(Unsafe.IsNullRef(ref none));
        Assert.Equal(4, ring.PendingSubmissions);

        Assert.Equal(4, ring.Submit());
        ring.TryGetEntry(out available).PrepareNop();
        Assert.True(available);
    }

    [Fact]
    public void An_entry_is_zeroed_when_its_place_comes_round_again()
    {
        using Ring ring = TestRing.Create(2, 16);
        for (int i = 0; i < 2; i++)
        {
            ref SubmissionEntry entry = ref ring.Entry();
            entry.PrepareNop();
            entry.Padding = 0;
            entry.Address = 0xDEAD;
            entry.UserData = 7;
        }

        Assert.Equal(2, ring.SubmitAndWait(2, -1));
        ref SubmissionEntry again = ref ring.Entry();
        Assert.Equal((0ul, 0ul, 0), (again.Address, again.UserData, again.Descriptor));
        again.PrepareNop();
    }

    [Fact]
    public void Submitting_nothing_is_no_system_call_and_no_error()
    {
        using Ring ring = TestRing.Create();
        Assert.Equal(0, ring.Submit());
        Assert.Equal(0, ring.SubmitAndWait(0, -1));
        Assert.Equal(0, ring.SubmitAndWait(1, 0));
    }

    [Fact]
    public void A_wait_in_vain_ends_with_ETIME_and_not_before()
    {
        using Ring ring = TestRing.Create();
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(-(int)Errno.ETIME, ring.SubmitAndWait(1, 20_000_000));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_bad_entry_completes_with_its_error_and_does_not_stop_the_others()
    {
        using Ring ring = TestRing.Create();
        ring.Entry().Operation = (RingOperation)200;
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareNop();
        entry.UserData = 1;
        Assert.Equal(2, ring.Submit());
        Assert.Equal(-(int)Errno.EINVAL, ring.Next().Result);
        Assert.Equal(1ul, ring.Next().UserData);
    }

    [Fact]
    public void Another_thread_is_refused_and_takes_nothing()
    {
        using Ring ring = TestRing.Create();
        Assert.SkipUnless((ring.Flags & RingSetupFlags.SingleIssuer) != 0, "This kernel has no SINGLE_ISSUER.");
        ring.Entry().PrepareNop();
        int result = 0;
        Thread other = new(() => result = ring.Submit());
        other.Start();
        other.Join();
        Assert.Equal(-(int)Errno.EEXIST, result);
        Assert.Equal(1, ring.PendingSubmissions);
        Assert.Equal(1, ring.Submit());
    }

    [Fact]
    public void Submitting_and_reaping_allocates_nothing()
    {
        using Ring ring = TestRing.Create();
        Assert.Equal(0, Allocations.OfOneRun(() => Cycle(ring, 100_000)));
    }

    private static void Cycle(Ring ring, int operations)
    {
        Span<CompletionEntry> completions = stackalloc CompletionEntry[32];
        for (int done = 0; done < operations;)
        {
            for (int i = 0; i < 16; i++)
            {
                ring.TryGetEntry(out _).PrepareNop();
            }

            _ = ring.SubmitAndWait(16, 1_000_000_000);
            done += ring.ReadCompletions(completions);
        }
    }
}
