namespace Ringspun.Samples.Fibers;

/// <summary>Fibers that hand things to each other.</summary>
internal static class Channels
{
    public static async Fiber Pipeline()
    {
        var lines = new FiberChannel<string>(capacity: 16);
        await FiberScope.Run(
            static async (scope, lines) =>
            {
                scope.Spawn(Produce, lines);
                await foreach (string line in lines.ReadAll(scope.CancellationToken))
                {
                    Console.WriteLine(line);
                }
            },
            lines);

        static async Fiber Produce(FiberScope scope, FiberChannel<string> lines)
        {
            for (int i = 1; i <= 3; i++)
            {
                // Waits while 16 lines have not been read: a slow reader slows its writer down.
                await lines.Write($"line {i}", scope.CancellationToken);
            }

            lines.Close();
        }
    }

    public static async Fiber Rendezvous()
    {
        FiberChannel<int> hand = FiberChannel<int>.Rendezvous();
        FiberHandle giver = EventLoop.Current!.Spawn(
            static async hand =>
            {
                await hand.Write(42);
                Console.WriteLine("taken");
            },
            hand);
        Console.WriteLine($"got {await hand.Read()}");
        await giver;
    }

    public static async Fiber Select()
    {
        var orders = new FiberChannel<string>(4);
        var prices = new FiberChannel<int>(4);
        var select = new FiberSelect();
        FiberReadCase<string> order = select.Read(orders);
        FiberReadCase<int> price = select.Read(prices);
        await orders.Write("ten apples");
        await prices.Write(3);
        while (true)
        {
            int chosen = await select.Wait(TimeSpan.FromSeconds(1));
            if (chosen == order.Index)
            {
                Console.WriteLine($"order: {order.Item}");
            }
            else if (chosen == price.Index)
            {
                Console.WriteLine($"price: {price.Item}");
            }
            else
            {
                Console.WriteLine("nothing for a second");
                break;
            }
        }
    }

    public static async Fiber Broadcast()
    {
        var news = new FiberBroadcast<string>(capacity: 8, SlowSubscriber.MissesOldest);
        using FiberSubscription<string> first = news.Subscribe();
        using FiberSubscription<string> second = news.Subscribe();
        await news.Publish("hello");
        Console.WriteLine($"{await first.Read()}, {await second.Read()}");
    }
}
