namespace Ringspun.Samples.Fibers;

/// <summary>What a program adds to its loop.</summary>
internal static class SystemCalls
{
    public static async Fiber OwnCall()
    {
        var bell = new Doorbell();
        FiberHandle host = EventLoop.Current!.Spawn(
            static async bell => Console.WriteLine($"opens to {await bell.Answer()}"),
            bell);
        await Fiber.Sleep(TimeSpan.FromMinutes(1));
        bell.Ring("a neighbour");
        await host;
    }

    public static async Fiber OwnSource()
    {
        var inbox = new Inbox();
        using EventSourceHandle source = EventLoop.Current!.AddSource(inbox);
        await Task.Run(() =>
        {
            inbox.Post("from another thread");
            source.Signal();
        });
        Console.WriteLine(await inbox.Letters.Read());
    }
}
