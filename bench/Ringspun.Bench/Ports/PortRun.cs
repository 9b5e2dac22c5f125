using Ringspun.Linux;

namespace Ringspun.Bench.Ports;

/// <summary>Rounds on a port of ours, step by step those of <c>ports-epoll.c</c>.</summary>
internal static class PortRun
{
    private const long WarmUp = 100_000_000;

    public static PortsSample Measure(string driver, int registered, int ready, double seconds)
    {
        CompletionPortOptions options = new()
        {
            Driver = driver == "epoll" ? DriverKind.Epoll : DriverKind.IoUring,
        };
        using var port = CompletionPort.Create(options);
        var counters = new OwnedDescriptor[registered];
        try
        {
            var descriptors = new int[registered];
            for (int i = 0; i < registered; i++)
            {
                counters[i] = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd", ResourceLimits.Describe(ResourceKind.NOFILE));
                descriptors[i] = counters[i].Number;
                port.Register(descriptors[i], Interest.Read);
            }

            return Measure(port, descriptors, ready, (long)(seconds * 1e9));
        }
        finally
        {
            port.Dispose();
            Array.ForEach(counters, static counter => counter?.Dispose());
        }
    }

    private static PortsSample Measure(CompletionPort port, int[] descriptors, int ready, long length)
    {
        var events = new CompletionEvent[ready];
        ulong state = 0x9E3779B97F4A7C15;
        long total = 0;
        long signalled = 0;
        long dequeued = 0;
        long reset = 0;
        long end = 0;
        long warm = MonotonicClock.Nanoseconds + WarmUp;
        while (end == 0 || MonotonicClock.Nanoseconds < end)
        {
            if (end == 0 && MonotonicClock.Nanoseconds >= warm)
            {
                end = MonotonicClock.Nanoseconds + length;
                total = signalled = dequeued = reset = 0;
            }

            Choose(descriptors, ready, ref state);
            long start = ThreadCpuClock.Nanoseconds;
            for (int i = 0; i < ready; i++)
            {
                Check(EventFd.Signal(descriptors[i]) == 0);
            }

            long written = ThreadCpuClock.Nanoseconds;
            for (int got = 0; got < ready;)
            {
                got += port.Dequeue(events.AsSpan(got), Timeout.InfiniteTimeSpan);
            }

            long waited = ThreadCpuClock.Nanoseconds;
            for (int i = 0; i < ready; i++)
            {
                Check(EventFd.Drain(events[i].Descriptor) == 1);
            }

            long finished = ThreadCpuClock.Nanoseconds;
            signalled += written - start;
            dequeued += waited - written;
            reset += finished - waited;
            total += ready;
        }

        return new PortsSample((double)signalled / total, (double)dequeued / total, (double)reset / total);
    }

    /// <summary>The first so many of a shuffle.</summary>
    private static void Choose(int[] descriptors, int ready, ref ulong state)
    {
        for (int i = 0; i < ready; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            int other = i + (int)(((state >> 32) * (uint)(descriptors.Length - i)) >> 32);
            (descriptors[i], descriptors[other]) = (descriptors[other], descriptors[i]);
        }
    }

    private static void Check(bool isRight)
    {
        if (!isRight)
        {
            throw new BenchFailure("an eventfd was not as it ought to be: an event was lost or came twice");
        }
    }
}
