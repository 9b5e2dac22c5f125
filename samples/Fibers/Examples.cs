using Ringspun.Simulation;

namespace Ringspun.Samples.Fibers;

/// <summary>The examples, and how they are run.</summary>
public static class Examples
{
    /// <summary>All of them, in the order of the document.</summary>
    public static IReadOnlyList<(string Name, Func<Fiber> Body)> All { get; } =
    [
        ("calls", Basics.Calls),
        ("threads", Basics.Threads),
        ("sharing", Basics.Sharing),
        ("foreign", Basics.Foreign),
        ("cancellation", Cancellations.Token),
        ("deadline", Cancellations.Deadlines),
        ("shield", Cancellations.Shielded),
        ("scope", Scopes.Gather),
        ("scope-result", Scopes.Result),
        ("scope-failure", Scopes.Failure),
        ("race", Scopes.FirstAnswer),
        ("shared-work", Scopes.SharedWork),
        ("mutex", Locks.Mutex),
        ("semaphore", Locks.Semaphore),
        ("event", Locks.Event),
        ("condition", Locks.Condition),
        ("readers-writer", Locks.ReadersAndWriter),
        ("barrier", Locks.Barrier),
        ("channel", Channels.Pipeline),
        ("rendezvous", Channels.Rendezvous),
        ("select", Channels.Select),
        ("broadcast", Channels.Broadcast),
        ("virtual-time", VirtualTime.AnHour),
    ];

    /// <summary>Runs one in virtual time: what sleeps an hour takes no time at all.</summary>
    public static void Run(Func<Fiber> body)
    {
        using var loop = new EventLoop(new SimulatedDriver(seed: 1));
        loop.RunUntil(body);
    }
}
