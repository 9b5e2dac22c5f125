namespace Ringspun.Samples.Fibers;

/// <summary>Work that is told to end.</summary>
internal static class Cancellations
{
    public static async Fiber Token()
    {
        using var source = new CancellationTokenSource();
        FiberHandle sleeper = EventLoop.Current!.Spawn(
            static async cancel => await Fiber.Sleep(TimeSpan.FromHours(1), cancel),
            source.Token);
        await source.CancelAsync();
        try
        {
            await sleeper;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("the sleeper was woken");
        }
    }

    public static async Fiber Deadlines()
    {
        try
        {
            await Fiber.WithTimeout(TimeSpan.FromSeconds(5), Answer, "question");
        }
        catch (TimeoutException)
        {
            Console.WriteLine("no answer within 5 seconds");
        }

        // The same, for several calls that share one deadline.
        using FiberDeadline deadline = FiberDeadline.After(TimeSpan.FromMinutes(2));
        Console.WriteLine(await Answer("first", deadline.CancellationToken));
        Console.WriteLine(await Answer("second", deadline.CancellationToken));

        static async Fiber<string> Answer(string question, CancellationToken cancel)
        {
            await Fiber.Sleep(TimeSpan.FromSeconds(30), cancel);
            return $"the answer to the {question}";
        }
    }

    public static async Fiber Shielded()
    {
        using FiberDeadline caller = FiberDeadline.After(TimeSpan.FromSeconds(1));
        try
        {
            await Transfer(caller.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("the transfer was cut");
        }

        static async Fiber Transfer(CancellationToken cancel)
        {
            try
            {
                await Fiber.Sleep(TimeSpan.FromMinutes(10), cancel);
            }
            finally
            {
                // The caller's token is cancelled by now; putting things in order has a time of its own.
                await Fiber.Shield(TimeSpan.FromSeconds(3), RollBack, "transfer 17");
            }
        }

        static async Fiber RollBack(string name, CancellationToken cancel)
        {
            await Fiber.Sleep(TimeSpan.FromSeconds(2), cancel);
            Console.WriteLine($"{name} is rolled back");
        }
    }
}
