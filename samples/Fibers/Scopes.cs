namespace Ringspun.Samples.Fibers;

/// <summary>Fibers that belong together.</summary>
internal static class Scopes
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly string[] Words = ["thread", "on", "a", "ring"];

    public static async Fiber Gather()
    {
        var pages = new List<string>();
        await FiberScope.Run(
            static async (scope, pages) =>
            {
                foreach (string name in Names)
                {
                    scope.Spawn(
                        static async (scope, page) =>
                        {
                            await Fiber.Sleep(TimeSpan.FromMilliseconds(20), scope.CancellationToken);
                            page.Pages.Add(page.Name);
                        },
                        (Name: name, Pages: pages));
                }

                await Fiber.Yield();
            },
            pages);

        // Here all fibers of the scope have ended.
        Console.WriteLine($"fetched {string.Join(", ", pages.Order())}");
    }

    public static async Fiber Result()
    {
        int total = await FiberScope.Run(
            static async (scope, words) =>
            {
                int letters = 0;
                var counted = new FiberChannel<int>(words.Length);
                foreach (string word in words)
                {
                    scope.Spawn(static async (_, on) => await on.Counted.Write(on.Word.Length), (Word: word, Counted: counted));
                }

                for (int i = 0; i < words.Length; i++)
                {
                    letters += await counted.Read(scope.CancellationToken);
                }

                return letters;
            },
            Words);
        Console.WriteLine($"{total} letters");
    }

    public static async Fiber Failure()
    {
        try
        {
            await FiberScope.Run(
                static async (scope, _) =>
                {
                    scope.Spawn(static async (scope, _) => await Fiber.Sleep(TimeSpan.FromHours(1), scope.CancellationToken), 0);
                    scope.Spawn(static async (_, _) => await Fail(), 0);
                    await Fiber.Sleep(TimeSpan.FromHours(2), scope.CancellationToken);
                },
                0);
        }
        catch (InvalidDataException failure)
        {
            Console.WriteLine($"the others were cancelled, and this came out: {failure.Message}");
        }

        static async Fiber Fail()
        {
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            throw new InvalidDataException("a page is damaged");
        }
    }

    public static async Fiber FirstAnswer()
    {
        string winner = await Fiber.Race(
            "question",
            CancellationToken.None,
            static (question, cancel) => Ask("Berlin", 80, question, cancel),
            static (question, cancel) => Ask("Tokyo", 250, question, cancel));
        Console.WriteLine(winner);

        static async Fiber<string> Ask(string where, int milliseconds, string question, CancellationToken cancel)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(milliseconds), cancel);
            return $"{where} answers the {question}";
        }
    }

    public static async Fiber SharedWork() => await FiberScope.Run(
        static async (server, _) =>
        {
            using FiberDeadline client = FiberDeadline.After(TimeSpan.FromSeconds(1));
            try
            {
                await server.Shield(FillCache, "page", client.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                Console.WriteLine("the client has gone, the work goes on");
            }
        },
        0);

    private static async Fiber FillCache(FiberScope server, string name)
    {
        await Fiber.Sleep(TimeSpan.FromSeconds(5), server.CancellationToken);
        Console.WriteLine($"the {name} is in the cache");
    }
}
