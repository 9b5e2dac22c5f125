using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

public class CompletionTests
{
    [Fact]
    public void Completions_beyond_the_queue_are_kept_and_none_is_lost()
    {
        const int total = 200;
        using Ring ring = TestRing.Create(4, 8);
        Assert.False(ring.CompletionOverflow);
        for (ulong i = 0; i < total; i++)
        {
            ref SubmissionEntry entry = ref ring.Entry();
            entry.PrepareNop();
            entry.UserData = i;
            Assert.Equal(1, ring.Submit());
        }

        Assert.True(ring.CompletionOverflow);
        Assert.Equal(8, ring.ReadyCompletions);
        for (ulong i = 0; i < total; i++)
        {
            Assert.Equal(i, ring.Next().UserData);
        }

        Assert.False(ring.CompletionOverflow);
        Assert.False(ring.TryReadCompletion(out _));
    }

    [Fact]
    public void A_small_destination_takes_the_oldest_and_leaves_the_rest()
    {
        using Ring ring = TestRing.Create();
        for (ulong i = 0; i < 7; i++)
        {
            ref SubmissionEntry entry = ref ring.Entry();
            entry.PrepareNop();
            entry.UserData = i;
        }

        Assert.Equal(7, ring.SubmitAndWait(7, -1));
        Span<CompletionEntry> some = stackalloc CompletionEntry[3];
        Assert.Equal(0, ring.ReadCompletions([]));
        Assert.Equal(3, ring.ReadCompletions(some));
        Assert.Equal(2ul, some[2].UserData);
        Assert.Equal(4, ring.ReadyCompletions);
        Assert.Equal(3, ring.ReadCompletions(some));
        Assert.Equal(1, ring.ReadCompletions(some));
        Assert.Equal(6ul, some[0].UserData);
        Assert.Equal(0, ring.ReadCompletions(some));
    }

    [Fact]
    public void Deferred_work_is_announced_and_a_call_without_waiting_runs_it()
    {
        using Ring ring = TestRing.Create();
        Assert.SkipUnless((ring.Flags & RingSetupFlags.DeferTaskRun) != 0, "This kernel has no DEFER_TASKRUN.");
        using SocketPair pair = new();
        using NativeBuffer buffer = new(8);
        ring.Entry().PrepareReceive(pair.Descriptor, buffer.Address, 8);
        Assert.Equal(1, ring.Submit());
        Assert.False(ring.NeedsTaskRun);

        // On loopback the data has arrived when send returns; nothing is posted before the ring's thread asks.
        Assert.Equal(2, pair.Peer.Send("hi"u8));
        Assert.True(SpinWait.SpinUntil(() => ring.NeedsTaskRun, TimeSpan.FromSeconds(10)));
        Assert.Equal(0, ring.ReadyCompletions);

        Assert.Equal(0, ring.SubmitAndWait(0, 0));
        Assert.True(ring.TryReadCompletion(out CompletionEntry completion));
        Assert.Equal(2, completion.Result);
        Assert.False(ring.NeedsTaskRun);
    }
}
