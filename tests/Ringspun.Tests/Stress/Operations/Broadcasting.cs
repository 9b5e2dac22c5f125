namespace Ringspun.Tests.Stress.Operations;

/// <summary>A publisher and its subscribers, on any loops: each gets every item in order, or is told which it has missed.</summary>
internal sealed class Broadcasting : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        SlowSubscriber policy = run.Random.Next(3) switch
        {
            0 => SlowSubscriber.HoldsUpPublisher,
            1 => SlowSubscriber.MissesOldest,
            _ => SlowSubscriber.IsDisconnected,
        };
        var broadcast = new FiberBroadcast<int>(run.Random.Next(1, 5), policy);
        int count = run.Random.Next(0, 12);
        var subscribers = new List<FiberHandle>();
        for (int i = run.Random.Next(1, 4); i > 0; i--)
        {
            FiberSubscription<int> subscription = broadcast.Subscribe();
            subscribers.Add(run.Fork(run.AnyLoop(), () => Read(run, subscription, policy, count)));
        }

        for (int item = 0; item < count;)
        {
            using StressCancellation cancel = run.MayCancel();
            item += await run.Waits(broadcast.Publish(item, cancel.Token), cancel.Token) ? 1 : 0;
            if (run.OneIn(3))
            {
                await run.Dawdle();
            }
        }

        broadcast.Close();
        await StressRun.Join(subscribers);
    }

    private static async Fiber Read(StressRun run, FiberSubscription<int> subscription, SlowSubscriber policy, int count)
    {
        int read = 0;
        while (true)
        {
            using StressCancellation cancel = run.MayCancel();
            try
            {
                int item = await subscription.Read(cancel.Token);
                StressRun.Check(item == read + subscription.Missed, $"Item {item} came after {read}, of {subscription.Missed} missed.");
                StressRun.Check(subscription.Missed == 0 || policy == SlowSubscriber.MissesOldest, "A subscriber has missed what it must not miss.");
                read++;
            }
            catch (OperationCanceledException exception)
            {
                StressRun.CheckCancelled(exception, cancel.Token);
            }
            catch (FiberChannelClosedException)
            {
                bool wasCutOff = policy == SlowSubscriber.IsDisconnected && subscription.Missed > 0;
                StressRun.Check(wasCutOff || read + subscription.Missed == count, $"{count} items were published, {read} read, {subscription.Missed} missed.");
                return;
            }

            if (run.OneIn(3))
            {
                await run.Dawdle();
            }
        }
    }
}
