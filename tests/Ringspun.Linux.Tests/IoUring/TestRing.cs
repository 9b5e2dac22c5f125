using Ringspun.Linux.IoUring;

namespace Ringspun.Linux.Tests.IoUring;

/// <summary>A ring on the test's thread, with waits that end in a failure rather than never.</summary>
internal static class TestRing
{
    private const long Patience = 10_000_000_000;

    internal static Ring Create(uint submissionEntries = 32, uint completionEntries = 128, RingSetupFlags? allowed = null)
    {
        RingOptions options = new() { SubmissionEntries = submissionEntries, CompletionEntries = completionEntries };
        if (allowed is { } flags)
        {
            options = options with { AllowedFlags = flags };
        }

        int result = Ring.TryCreate(options, out Ring? ring);
        SkipWithoutLockedMemory(result);
        Assert.Equal(0, result);
        Assert.NotNull(ring);
        return ring;
    }

    /// <summary>Ends a test that has run out of locked memory: a user's rings, those of all tests that run at this moment, share one limit.</summary>
    internal static void SkipWithoutLockedMemory(int result) => Assert.SkipWhen(
        result == -(int)Errno.ENOMEM && ResourceLimits.Get(ResourceKind.MEMLOCK, out ResourceLimit limit) == 0 && limit.Current != ulong.MaxValue,
        IoUringSupport.Explain(result));

    /// <summary>A free entry; the queue must have one.</summary>
    internal static ref SubmissionEntry Entry(this Ring ring)
    {
        ref SubmissionEntry entry = ref ring.TryGetEntry(out bool available);
        Assert.True(available);
        return ref entry;
    }

    /// <summary>Submits and waits for the next completion.</summary>
    internal static CompletionEntry Next(this Ring ring)
    {
        CompletionEntry completion;
        while (!ring.TryReadCompletion(out completion))
        {
            int result = ring.SubmitAndWait(1, Patience);
            Assert.True(result >= 0 || result == -(int)Errno.EINTR, $"io_uring_enter: {result}");
        }

        return completion;
    }

    /// <summary>Submits and waits for so many completions, in whatever order they come.</summary>
    internal static Dictionary<ulong, CompletionEntry> Next(this Ring ring, int count)
    {
        Dictionary<ulong, CompletionEntry> completions = [];
        for (int i = 0; i < count; i++)
        {
            CompletionEntry completion = ring.Next();
            Assert.True(completions.TryAdd(completion.UserData, completion), $"user data {completion.UserData} came twice");
        }

        return completions;
    }
}
