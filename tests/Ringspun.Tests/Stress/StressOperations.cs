using Ringspun.Tests.Stress.Operations;

namespace Ringspun.Tests.Stress;

/// <summary>What random programs are made of.</summary>
internal static class StressOperations
{
    /// <summary>Each as often as the others; what is to come more often is named more often.</summary>
    private static readonly StressOperation[] All =
    [
        new Sleeping(),
        new Yielding(),
        new SpawningAndJoining(),
        new SpawningInOrder(),
        new FailingFibers(),
        new NestedCalls(),
        new HandingOver(),
        new PlainTasks(),
        new MovingTimers(),
        new Conversation(),
        new Conversation(),
        new Conversation(),
        new Conversation(),
        new Conversation(),
        new Conversation(),
        new ReadingFiles(),
        new ReadingFiles(),
        new CutLink(),
        new Locking(),
        new ReadersAndWriters(),
        new MeetingAtBarriers(),
        new Notifying(),
        new SharingPermits(),
        new Channelling(),
        new Scoping(),
        new TimingOut(),
        new Selecting(),
        new Broadcasting(),
        new Transacting(),
        new MovingBetweenLoops(),
        new Piping(),
        new SendingDatagrams(),
    ];

    public static StressOperation Pick(Random random) => All[random.Next(All.Length)];
}
