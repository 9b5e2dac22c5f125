using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

/// <summary>Cancellation, timeouts, readiness and messages between rings.</summary>
public unsafe class ControlTests
{
    private const uint PollIn = 1;

    [Fact]
    public void Cancelling_a_descriptor_ends_everything_on_it_and_nothing_else()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using SocketPair other = new();
        using NativeBuffer buffer = new(8);
        Receive(ring, pair.Descriptor, buffer, 1);
        Receive(ring, pair.Descriptor, buffer, 2);
        Receive(ring, other.Descriptor, buffer, 3);
        Assert.Equal(3, ring.Submit());

        ref SubmissionEntry cancel = ref ring.Entry();
        cancel.PrepareCancelDescriptor(pair.Descriptor);
        cancel.UserData = 4;
        Dictionary<ulong, CompletionEntry> completions = ring.Next(3);
        Assert.Equal(2, completions[4].Result);
        Assert.Equal(-(int)Errno.ECANCELED, completions[1].Result);
        Assert.Equal(-(int)Errno.ECANCELED, completions[2].Result);
        Assert.False(ring.TryReadCompletion(out _));

        ref SubmissionEntry all = ref ring.Entry();
        all.PrepareCancelAll();
        all.UserData = 5;
        completions = ring.Next(2);
        Assert.Equal(1, completions[5].Result);
        Assert.Equal(-(int)Errno.ECANCELED, completions[3].Result);
    }

    [Fact]
    public void Cancelling_what_is_not_there_is_ENOENT()
    {
        using Ring ring = TestRing.Create();
        ring.Entry().PrepareCancel(12345);
        Assert.Equal(-(int)Errno.ENOENT, ring.Next().Result);
        ring.Entry().PrepareCancel(12345, CancelFlags.All);
        Assert.Equal(0, ring.Next().Result);
    }

    [Fact]
    public void A_timeout_expires_or_is_removed()
    {
        using Ring ring = TestRing.Create();
        KernelTimespec soon = KernelTimespec.FromNanoseconds(1_000_000);
        ring.Entry().PrepareTimeout((nint)(&soon));
        Assert.Equal(-(int)Errno.ETIME, ring.Next().Result);

        KernelTimespec late = KernelTimespec.FromNanoseconds(3_600_000_000_000);
        ref SubmissionEntry timeout = ref ring.Entry();
        timeout.PrepareTimeout((nint)(&late));
        timeout.UserData = 1;
        ref SubmissionEntry remove = ref ring.Entry();
        remove.PrepareTimeoutRemove(1);
        remove.UserData = 2;
        Dictionary<ulong, CompletionEntry> completions = ring.Next(2);
        Assert.Equal(0, completions[2].Result);
        Assert.Equal(-(int)Errno.ECANCELED, completions[1].Result);
    }

    [Fact]
    public void A_linked_timeout_cancels_what_takes_too_long()
    {
        using Ring ring = TestRing.Create();
        using SocketPair pair = new();
        using NativeBuffer buffer = new(8);
        ref SubmissionEntry receive = ref ring.Entry();
        receive.PrepareReceive(pair.Descriptor, buffer.Address, 8);
        receive.Flags |= SubmissionFlags.Link;
        receive.UserData = 1;
        KernelTimespec soon = KernelTimespec.FromNanoseconds(1_000_000);
        ref SubmissionEntry limit = ref ring.Entry();
        limit.PrepareLinkTimeout((nint)(&soon));
        limit.UserData = 2;
        Dictionary<ulong, CompletionEntry> completions = ring.Next(2);
        Assert.Equal(-(int)Errno.ECANCELED, completions[1].Result);
        Assert.Equal(-(int)Errno.ETIME, completions[2].Result);
    }

    [Fact]
    public void Multishot_poll_reports_each_edge_until_it_is_removed()
    {
        using Ring ring = TestRing.Create();
        int eventDescriptor = TestNative.EventDescriptor(0, 0);
        ref SubmissionEntry poll = ref ring.Entry();
        poll.PreparePollAddMultishot(eventDescriptor, PollIn);
        poll.UserData = 1;
        Assert.Equal(1, ring.Submit());

        ulong value = 1;
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(8, TestNative.Write(eventDescriptor, &value, 8));
            CompletionEntry ready = ring.Next();
            Assert.Equal((int)PollIn, ready.Result);
            Assert.True(ready.HasMore);
            Assert.Equal(8, TestNative.Read(eventDescriptor, &value, 8));
            Assert.Equal(1ul, value);
        }

        ref SubmissionEntry remove = ref ring.Entry();
        remove.PreparePollRemove(1);
        remove.UserData = 2;
        Dictionary<ulong, CompletionEntry> completions = ring.Next(2);
        Assert.Equal(0, completions[2].Result);
        Assert.Equal(-(int)Errno.ECANCELED, completions[1].Result);
        Assert.False(completions[1].HasMore);
        Assert.Equal(0, TestNative.Close(eventDescriptor));
    }

    [Fact]
    public void A_single_poll_reports_once()
    {
        using Ring ring = TestRing.Create();
        int eventDescriptor = TestNative.EventDescriptor(1, 0);
        ring.Entry().PreparePollAdd(eventDescriptor, PollIn);
        CompletionEntry ready = ring.Next();
        Assert.Equal((int)PollIn, ready.Result);
        Assert.False(ready.HasMore);
        Assert.Equal(0, TestNative.Close(eventDescriptor));
    }

    [Fact]
    public void A_message_arrives_at_the_other_ring()
    {
        using Ring sender = TestRing.Create();
        using Ring receiver = TestRing.Create();
        sender.Entry().PrepareMessageRing(receiver.Descriptor, -5, 0xABCD_EF01_2345_6789);
        Assert.Equal(0, sender.Next().Result);
        CompletionEntry message = receiver.Next();
        Assert.Equal(0xABCD_EF01_2345_6789, message.UserData);
        Assert.Equal(-5, message.Result);
    }

    [Fact]
    public void A_message_wakes_a_thread_that_waits_in_its_ring()
    {
        using ManualResetEventSlim created = new();
        int descriptor = -1;
        CompletionEntry message = default;
        Thread waiter = new(() =>
        {
            using Ring ring = TestRing.Create();
            descriptor = ring.Descriptor;
            created.Set();
            message = ring.Next();
        });
        waiter.Start();
        Assert.True(created.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));

        using Ring sender = TestRing.Create();
        sender.Entry().PrepareMessageRing(descriptor, 77, 88);
        Assert.Equal(0, sender.Next().Result);
        Assert.True(waiter.Join(TimeSpan.FromSeconds(10)));
        Assert.Equal((77, 88ul), (message.Result, message.UserData));
    }

    [Fact]
    public void A_registered_ring_works_as_before_even_beside_another()
    {
        using Ring first = TestRing.Create();
        using Ring second = TestRing.Create();
        Assert.Equal(0, first.RegisterRingDescriptor());
        Assert.Equal(0, second.RegisterRingDescriptor());
        Assert.Equal(0, second.RegisterRingDescriptor());
        foreach (Ring ring in new[] { first, second })
        {
            ref SubmissionEntry entry = ref ring.Entry();
            entry.PrepareNop();
            entry.UserData = (ulong)ring.Descriptor;
            Assert.Equal((ulong)ring.Descriptor, ring.Next().UserData);
            Assert.Equal(-(int)Errno.ETIME, ring.SubmitAndWait(1, 1_000));
        }
    }

    [Fact]
    public void A_registered_eventfd_is_signalled_for_completions()
    {
        using Ring ring = TestRing.Create();
        int eventDescriptor = TestNative.EventDescriptor(0, 0x800);
        Assert.Equal(0, ring.RegisterEventDescriptor(eventDescriptor));
        ring.Entry().PrepareNop();
        Assert.Equal(0, ring.Next().Result);
        ulong value = 0;
        Assert.Equal(8, TestNative.Read(eventDescriptor, &value, 8));
        Assert.Equal(1ul, value);
        Assert.Equal(0, ring.UnregisterEventDescriptor());
        Assert.Equal(0, TestNative.Close(eventDescriptor));
    }

    private static void Receive(Ring ring, int descriptor, NativeBuffer buffer, ulong userData)
    {
        ref SubmissionEntry entry = ref ring.Entry();
        entry.PrepareReceive(descriptor, buffer.Address, 8);
        entry.UserData = userData;
    }
}
