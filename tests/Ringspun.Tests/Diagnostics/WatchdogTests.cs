using System.Collections.Concurrent;
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
        Assert.True(reports.TryTake(out HogReport? report, Patience));
        seen.Set();
        Assert.Same(runtime.Loops[0], report.Loop);
        Assert.Equal("the hog", report.FiberName);
        Assert.Equal("WatchdogTests.Hog", report.Method);
        Assert.Equal("WatchdogTests.Hog", report.Body);
        Assert.True(report.Duration >= TimeSpan.FromMilliseconds(20));
        Assert.Contains("\"the hog\", started as WatchdogTests.Hog, has held up loop watched.0 for", report.ToString(), StringComparison.Ordinal);

        // Once for each offence: the next report is of the next one.
        using var again = new ManualResetEventSlim();
        runtime.Loops[0].SpawnDetached(Plain, again);
        Assert.True(reports.TryTake(out report, Patience));
        again.Set();
        Assert.Equal("WatchdogTests.Plain", report.Method);
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
        Assert.True(reports.TryTake(out HogReport? report, Patience));
        seen.Set();
        Assert.Equal("WatchdogTests.Caller", report.Method);
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
        Assert.True(reports.TryTake(out HogReport? report, Patience));
        seen.Set();
        Assert.Equal("WatchdogTests.Block", report.Method);
    }

    [Fact]
    public void A_loop_that_sleeps_or_switches_is_no_offender()
    {
        int reports = 0;
        using var watchdog = new Watchdog(TimeSpan.FromMilliseconds(100), _ => Interlocked.Increment(ref reports));
        using var hogged = new BlockingCollection<HogReport>();
        using var reference = new Watchdog(TimeSpan.FromMilliseconds(100), hogged.Add);
        using var idle = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Watchdog = watchdog });
        using var busy = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Watchdog = watchdog });
        using var other = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Watchdog = reference });
        using var seen = new ManualResetEventSlim();
        busy.Loops[0].SpawnDetached(
            static async seen =>
            {
                while (!seen.IsSet)
                {
                    await Fiber.Yield();
                }
            },
            seen);

        // A real offender shows that enough time has passed for the others to be noticed.
        other.Loops[0].SpawnDetached(Hog, seen);
        Assert.True(hogged.TryTake(out _, Patience));
        seen.Set();
        Assert.Equal(0, Volatile.Read(ref reports));
    }

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

    private static void Block(object? seen) => ((ManualResetEventSlim)seen!).Wait(Patience);
}
