using Ringspun.Simulation;

namespace Ringspun.Samples.Fibers;

/// <summary>The examples, each with what runs it.</summary>
public static class Examples
{
    /// <summary>All of them, in the order of the document.</summary>
    public static IReadOnlyList<(string Name, Action Run)> All { get; } =
    [
        ("calls", InVirtualTime(Basics.Calls)),
        ("threads", InVirtualTime(Basics.Threads)),
        ("sharing", InVirtualTime(Basics.Sharing)),
        ("foreign", InVirtualTime(Basics.Foreign)),
        ("cancellation", InVirtualTime(Cancellations.Token)),
        ("deadline", InVirtualTime(Cancellations.Deadlines)),
        ("shield", InVirtualTime(Cancellations.Shielded)),
        ("scope", InVirtualTime(Scopes.Gather)),
        ("scope-result", InVirtualTime(Scopes.Result)),
        ("scope-failure", InVirtualTime(Scopes.Failure)),
        ("race", InVirtualTime(Scopes.FirstAnswer)),
        ("shared-work", InVirtualTime(Scopes.SharedWork)),
        ("mutex", InVirtualTime(Locks.Mutex)),
        ("semaphore", InVirtualTime(Locks.Semaphore)),
        ("event", InVirtualTime(Locks.Event)),
        ("condition", InVirtualTime(Locks.Condition)),
        ("readers-writer", InVirtualTime(Locks.ReadersAndWriter)),
        ("barrier", InVirtualTime(Locks.Barrier)),
        ("channel", InVirtualTime(Channels.Pipeline)),
        ("rendezvous", InVirtualTime(Channels.Rendezvous)),
        ("select", InVirtualTime(Channels.Select)),
        ("broadcast", InVirtualTime(Channels.Broadcast)),
        ("system-call", InVirtualTime(SystemCalls.OwnCall)),
        ("event-source", InVirtualTime(SystemCalls.OwnSource)),
        ("run-queue", RunQueues.Priorities),
        ("foreign-loop", RunQueues.ForeignLoop),
        ("transaction", InVirtualTime(Transactions.Transfer)),
        ("transaction-wait", InVirtualTime(Transactions.Waiting)),
        ("transaction-choice", InVirtualTime(Transactions.Alternatives)),
        ("virtual-time", InVirtualTime(VirtualTime.AnHour)),
        ("timeout-test", VirtualTime.TestOfATimeout),
        ("seed", VirtualTime.SameSeedSameRun),
        ("dump", Diagnostics.Dump),
        ("deadlock", Diagnostics.Deadlock),
        ("metrics", Diagnostics.Metrics),
    ];

    /// <summary>What sleeps an hour takes no time at all.</summary>
    private static Action InVirtualTime(Func<Fiber> example) => () =>
    {
        using var loop = new EventLoop(new SimulatedDriver(seed: 1));
        loop.RunUntil(example);
    };
}
