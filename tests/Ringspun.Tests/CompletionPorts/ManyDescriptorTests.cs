namespace Ringspun.Tests.CompletionPorts;

/// <summary>Thousands of descriptors; nothing else runs beside them, for they take most of the numbers that there are.</summary>
[Collection(nameof(BusyForLong))]
public sealed class ManyDescriptorTests
{
    private const int Wanted = 100_000;
    private const int Spared = 2_000;

    [Theory]
    [InlineData(DriverKind.Epoll, 4096u)]
    [InlineData(DriverKind.IoUring, 4096u)]
    [InlineData(DriverKind.IoUring, 64u)]
    public void As_many_as_the_limit_allows_are_each_reported_once_in_order(DriverKind driver, uint completionEntries) => LoopThread.Run(() =>
    {
        int count = (int)Math.Min(Wanted, ResourceLimits.RaiseDescriptorLimit(Wanted + Spared, out string? message) - Spared);
        LoopThread.Output?.WriteLine($"{count} descriptors. {message}");
        using CompletionPort port = Ports.Create(driver, completionEntries);
        Handle[] counters = new Handle[count];
        for (int i = 0; i < count; i++)
        {
            counters[i] = Handle.Counter();
            if (i % 3 == 0)
            {
                counters[i].Signal();
            }

            port.Register(counters[i].Number, Interest.Read);
        }

        Assert.Equal(count, port.Count);
        AssertReported(port, counters.Where(static (_, i) => i % 3 == 0), inOrder: true);
        Array.ForEach(counters, static counter => counter.Signal());

        // Beyond the completion queue the kernel ends requests, and their renewals come in any order.
        AssertReported(port, counters, inOrder: driver == DriverKind.Epoll);
        Array.ForEach(counters, static counter => counter.Drain());
        Assert.Empty(port.Look());
        Array.ForEach(counters, counter => port.Register(counter.Number, Interest.None));
        Assert.Equal(0, port.Count);
        Array.ForEach(counters, static counter => counter.Dispose());
    });

    private static void AssertReported(CompletionPort port, IEnumerable<Handle> handles, bool inOrder)
    {
        int[] expected = [.. handles.Select(static handle => handle.Number)];
        List<int> reported = [];
        var events = new CompletionEvent[700];
        int count;
        while ((count = port.Dequeue(events, TimeSpan.Zero)) > 0)
        {
            reported.AddRange(events[..count].Select(static happened => happened.Descriptor));
        }

        if (!inOrder)
        {
            Array.Sort(expected);
            reported.Sort();
        }

        Assert.Equal(expected, reported);
    }
}
