namespace Ringspun.Tests.Diagnostics;

/// <summary>Alone in the process, for another test's loop could be what wakes a fiber.</summary>
[Collection(nameof(MemorySensitive))]
public sealed class DeadlockTests
{
    public static TheoryData<string> Kernel => ["io_uring", "epoll"];

    [Theory]
    [MemberData(nameof(Kernel))]
    public void A_wait_that_cannot_end_is_reported_with_the_dump(string driver) => Run(driver, TimeSpan.FromMilliseconds(20), static loop =>
    {
        var exception = Assert.Throws<DeadlockException>(() => loop.RunUntil(
            static async loop =>
            {
                FiberHandle[] both = new FiberHandle[2];
                both[0] = loop.Spawn(static async both => await Join(both, 1), both, new FiberOptions { Name = "the one" });
                both[1] = loop.Spawn(static async both => await Join(both, 0), both, new FiberOptions { Name = "the other" });
                await both[0];
            },
            loop));
        Assert.Contains("\"the one\" waiting for join", exception.Dump, StringComparison.Ordinal);
        Assert.Contains("\"the other\" waiting for join", exception.Message, StringComparison.Ordinal);

        static async Fiber Join(FiberHandle[] handles, int which)
        {
            await Fiber.Yield();
            await handles[which];
        }
    });

    [Theory]
    [MemberData(nameof(Kernel))]
    public void What_may_still_come_is_waited_for(string driver) => Run(driver, TimeSpan.Zero, static loop =>
    {
        loop.RunUntil(static async () => await Task.Run(static () => { }));
        loop.RunUntil(static async () => await Fiber.Sleep(TimeSpan.FromMilliseconds(20)));
        loop.RunUntil(static async () =>
        {
            FiberHandle sleeper = EventLoop.Current!.Spawn(static async _ => await Task.Run(static () => { }), 0);
            await sleeper;
        });
    });

    [Theory]
    [MemberData(nameof(Kernel))]
    public void A_wait_that_only_another_thread_can_end_is_reported_and_goes_on(string driver) => LoopThread.Run(() =>
    {
        GC.Collect();
        using var reported = new ManualResetEventSlim();
        var heard = new List<DeadlockException>();
        Action<Exception> handler = exception =>
        {
            heard.Add(Assert.IsType<DeadlockException>(exception));
            reported.Set();
        };
        EventLoop.UnjoinedFailure += handler;
        using var loop = new EventLoop(
            Drivers.Find(driver).Driver(), new EventLoopOptions { TrackFibers = true, DeadlockWarning = TimeSpan.FromMilliseconds(20) });
        var signal = new FiberEvent(FiberEventReset.Auto);
        var other = new Thread(() =>
        {
            reported.Wait();
            signal.Set();
        });
        other.Start();
        loop.RunUntil(static async signal => await signal.Wait(), signal);
        other.Join();
        Assert.Contains("waiting for event", Assert.Single(heard).Dump, StringComparison.Ordinal);
        Assert.Contains(nameof(EventLoopOptions.DeadlockWarning), heard[0].Message, StringComparison.Ordinal);

        // Once is enough, and a wait for the network is none.
        loop.RunUntil(
            static async loop =>
            {
                using IBinding binding = new KernelNetwork().Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
                using IListener listener = binding.Listen(loop);
                using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(60));
                await Expect.Canceled(listener.AcceptAsync(source.Token));
            },
            loop);
        EventLoop.UnjoinedFailure -= handler;
        Assert.Single(heard);
    });

    [Theory]
    [MemberData(nameof(Kernel))]
    public void A_wait_for_a_peer_is_no_deadlock(string driver) => Run(driver, TimeSpan.Zero, static loop => loop.RunUntil(
        static async loop =>
        {
            using IBinding binding = new KernelNetwork().Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
            using IListener listener = binding.Listen(loop);
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
            await Expect.Canceled(listener.AcceptAsync(source.Token));
        },
        loop));

    private static void Run(string driver, TimeSpan patience, Action<EventLoop> body) => LoopThread.Run(() =>
    {
        // Loops of other tests that were never disposed of.
        GC.Collect();
        using var loop = new EventLoop(
            Drivers.Find(driver).Driver(), new EventLoopOptions { TrackFibers = true, DeadlockPatience = patience });
        body(loop);
    });
}
