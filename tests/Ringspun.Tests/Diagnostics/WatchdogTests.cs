using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ringspun.Tests.Diagnostics;

public sealed class WatchdogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fiber_that_hogs_its_loop_is_reported_once(bool tracked)
    {
        using var reports = new BlockingCollection<HogReport>();
        using var seen = new ManualResetEventSlim();
        using var watchdog = new Watchdog(TimeSpan.FromMilliseconds(20), reports.Add);
        using var runtime = new Runtime(
            1, LoopThread.PatientDriver, new RuntimeOptions { Watchdog = watchdog, Loops = new() { TrackFibers = tracked, Name = "watched" } });
        runtime.Loops[0].SpawnDetached(Hog, seen, new FiberOptions { Name = "the hog" });
        HogReport report = Next(reports, "WatchdogTests.Hog");
        seen.Set();
        Assert.Same(runtime.Loops[0], report.Loop);
        Assert.Equal("the hog", report.FiberName);
        Assert.Equal("WatchdogTests.Hog", report.Body);
        Assert.True(report.Duration >= TimeSpan.FromMilliseconds(20));
        Assert.Contains("\"the hog\", started as WatchdogTests.Hog, has held up loop watched.0 for", report.ToString(), StringComparison.Ordinal);

        // Once for each offence: the next report is of the next one.
        using var again = new ManualResetEventSlim();
        runtime.Loops[0].SpawnDetached(Plain, again);
        report = Next(reports, "WatchdogTests.Plain", never: "WatchdogTests.Hog");
        again.Set();
        Assert.Null(report.FiberName);
    }

    [Fact]
    public void A_caller_that_goes_on_after_its_callee_is_named_itself()
    {
        using var reports = new BlockingCollection<HogReport>();
        using var seen = new ManualResetEventSlim();
        using var watchdog = new Watchdog(TimeSpan.FromMilliseconds(20), reports.Add);
        using var runtime = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Watchdog = watchdog });
        runtime.Loops[0].SpawnDetached(Caller, seen);
        Next(reports, "WatchdogTests.Caller");
        seen.Set();
    }

    [Fact]
    public void Plain_callbacks_are_named_too()
    {
        using var reports = new BlockingCollection<HogReport>();
        using var seen = new ManualResetEventSlim();
        using var watchdog = new Watchdog(TimeSpan.FromMilliseconds(20), reports.Add);
        using var runtime = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Watchdog = watchdog });
        runtime.Loops[0].SpawnDetached(
            static async seen =>
            {
                SynchronizationContext.Current!.Post(Block, seen);
                await Fiber.Yield();
            },
            seen);
        Next(reports, "WatchdogTests.Block");
        seen.Set();
    }

    [Fact]
    public void A_fiber_that_switches_or_sleeps_is_no_offender() => World.Run("simulated", static async world =>
    {
        var watch = new LoopWatch(world.Loop);
        world.Loop.BeginWatch(watch);
        TimeSpan limit = TimeSpan.FromMilliseconds(1);
        long now = 0;
        for (int i = 0; i < 100; i++)
        {
            await Fiber.Yield();
            Assert.Null(watch.Look(limit, now += Stopwatch.Frequency));
        }

        watch.Leave(); // as the loop does before it sleeps
        Assert.Null(watch.Look(limit, now += Stopwatch.Frequency));
        Assert.Null(watch.Look(limit, now += Stopwatch.Frequency));

        // The same looks find it out when it does neither.
        await Fiber.Yield();
        Assert.Null(watch.Look(limit, now += Stopwatch.Frequency));
        Assert.NotNull(watch.Look(limit, now += Stopwatch.Frequency));
        Assert.Null(watch.Look(limit, now + Stopwatch.Frequency));
        world.Loop.EndWatch(watch);
    });

    [Fact]
    public void A_loop_has_one_watchdog() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver());
        using var second = new Watchdog(TimeSpan.FromSeconds(1));
        using (var first = new Watchdog(TimeSpan.FromSeconds(1)))
        {
            first.Watch(loop);
            Assert.Throws<InvalidOperationException>(() => second.Watch(loop));
        }

        second.Watch(loop);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Watchdog(TimeSpan.Zero));
    });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber Hog(ManualResetEventSlim seen)
    {
        await Fiber.Yield();
        seen.Wait(Patience);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber Plain(ManualResetEventSlim seen)
    {
        await Fiber.Yield();
        seen.Wait(Patience);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber Caller(ManualResetEventSlim seen)
    {
        await Callee();
        seen.Wait(Patience);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Fiber Callee() => await Fiber.Yield();

    /// <summary>The next report of a method. On a busy machine there may be true ones of others in between: of a frame whose code is being compiled, say.</summary>
    private static HogReport Next(BlockingCollection<HogReport> reports, string method, string? never = null)
    {
        while (true)
        {
            Assert.True(reports.TryTake(out HogReport? report, Patience));
            Assert.NotEqual(never, report.Method);
            if (report.Method == method)
            {
                return report;
            }
        }
    }

    private static void Block(object? seen) => ((ManualResetEventSlim)seen!).Wait(Patience);
}
