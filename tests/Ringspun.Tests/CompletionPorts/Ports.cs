namespace Ringspun.Tests.CompletionPorts;

/// <summary>Ports for tests, and what they are asked in every one.</summary>
internal static class Ports
{
    /// <summary>Beyond what any wait needs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The names of the drivers, for theories.</summary>
    public static TheoryData<DriverKind> Drivers => [DriverKind.Epoll, DriverKind.IoUring];

    public static CompletionPort Create(DriverKind driver, uint completionEntries = 256) =>
        CompletionPort.Create(new CompletionPortOptions { Driver = driver, CompletionEntries = completionEntries });

    /// <summary>Runs a test with a port, on a thread of its own.</summary>
    public static void Run(DriverKind driver, Action<CompletionPort> test) => LoopThread.Run(() =>
    {
        using CompletionPort port = Create(driver);
        test(port);
    });

    /// <summary>What is there now.</summary>
    public static CompletionEvent[] Look(this CompletionPort port, int most = 64)
    {
        var events = new CompletionEvent[most];
        return events[..port.Dequeue(events, TimeSpan.Zero)];
    }

    /// <summary>What comes next.</summary>
    public static CompletionEvent[] Wait(this CompletionPort port, int most = 64)
    {
        var events = new CompletionEvent[most];
        int count = port.Dequeue(events, Patience);
        Assert.InRange(count, 1, most);
        return events[..count];
    }

    /// <summary>Events as pairs, which compare.</summary>
    public static (int, Interest)[] Pairs(this IEnumerable<CompletionEvent> events) =>
        [.. events.Select(static happened => (happened.Descriptor, happened.Ready))];

    /// <summary>Whether poll(2) says that the port has something.</summary>
    public static bool IsReadable(this CompletionPort port) => (Descriptors.Poll(port.Descriptor, 1) & 1) != 0;
}
