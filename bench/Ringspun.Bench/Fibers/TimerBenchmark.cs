using System.Diagnostics;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Fibers;

/// <summary>Very many timers at once.</summary>
internal sealed class TimerBenchmark(int count, int rounds)
{
    private const long Second = 1_000_000_000;

    public IReadOnlyList<Figure> Run() => LoopWorld.Run(loop => (Figure[])[.. Arming(loop), Firing(loop)]);

    private Figure[] Arming(EventLoop loop)
    {
        var random = new Random(1);
        var timers = new IdleTimer[count];
        long[] delays = new long[count];
        for (int i = 0; i < count; i++)
        {
            timers[i] = new IdleTimer();
            delays[i] = random.NextInt64(Second, 3600 * Second);
        }

        random.Shuffle(timers);
        Figure arm = Rounds.Duration(
            $"arm, up to {count} timers", rounds, () => ArmAll(loop, timers, delays), () => DisarmAll(loop, timers));
        Figure again = Rounds.Duration(
            $"arm anew, among {count} timers", rounds, () => ArmAll(loop, timers, delays), () => random.Shuffle(delays));
        DisarmAll(loop, timers);
        return [arm, again];
    }

    private static void DisarmAll(EventLoop loop, IdleTimer[] timers)
    {
        foreach (IdleTimer timer in timers)
        {
            loop.Disarm(timer);
        }
    }

    private static long ArmAll(EventLoop loop, IdleTimer[] timers, long[] delays)
    {
        long now = loop.ReadClock();
        for (int i = 0; i < timers.Length; i++)
        {
            loop.Arm(timers[i], now + delays[i]);
        }

        return timers.Length;
    }

    /// <summary>Sleeping fibers that are all due within a short time; what counts is the work from then on.</summary>
    private Figure Firing(EventLoop loop)
    {
        List<double> values = [];
        for (int round = 0; round <= rounds; round++)
        {
            var random = new Random(round);
            var woken = new Wakings();
            TimeSpan first = TimeSpan.FromSeconds(1 + (count * 4e-6));
            long begin = loop.ReadClock();
            for (int i = 0; i < count; i++)
            {
                loop.SpawnDetached(Sleep, (woken, first + TimeSpan.FromMicroseconds(random.Next(200_000))));
            }

            if (loop.ReadClock() - begin > first.TotalNanoseconds)
            {
                throw new BenchFailure("starting the sleepers took longer than they sleep; use a smaller --count");
            }

            TimeSpan before = Environment.CpuUsage.TotalTime;
            while (woken.Count < count)
            {
                loop.RunOnce(Timeout.InfiniteTimeSpan);
            }

            double each = (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / count;
            if (round > 0)
            {
                values.Add(Math.Round(each, 2));
            }
        }

        Console.Error.WriteLine($"fire and resume: {string.Join(' ', values)} ns");
        double median = Median.Of(values);
        return new Figure($"fire and resume the sleeper, of {count}", median, "ns of CPU", values, median);
    }

    private static async Fiber Sleep((Wakings Woken, TimeSpan Duration) at)
    {
        await Fiber.Sleep(at.Duration);
        at.Woken.Count++;
    }
}
