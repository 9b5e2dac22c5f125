using System.Diagnostics;
using Ringspun.Bench.Disk;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Fused;

/// <summary>One loop with a load on both of its sides, driven turn by turn.</summary>
internal static class FusedRun
{
    private const double Bound = 2e6;

    /// <summary>Does a given number of things, waiting as a loop waits: for whoever counts its system calls.</summary>
    public static void Count(FusedSettings settings, DiskFile? file) => _ = LoopWorld.Run(
        loop =>
        {
            FusedLoad load = Start(loop, settings, file);
            loop.RunUntil(load.Join);
            Console.Out.WriteLine($"{load.Messages} messages, {load.Reads} reads");
            return load;
        },
        driver: settings.Driver);

    /// <summary>Measures the turns for some seconds, without the time that the machine has given to others in the middle of them.</summary>
    public static void MeasureTurns(FusedSettings settings, DiskFile? file) => _ = LoopWorld.Run(
        loop =>
        {
            FusedLoad load = Start(loop, settings with { Messages = long.MaxValue, Reads = long.MaxValue }, file);
            Turn(loop, DiskSettings.WarmUpSeconds, new LatencyCounts());
            LatencyCounts turns = new();
            (long messages, long reads) = (load.Messages, load.Reads);
            (long longest, int beyond) = Turn(loop, settings.Seconds, turns);
            Console.Out.WriteLine(
                $"{turns.Total} turns, {(load.Messages - messages) / settings.Seconds} messages/s, {(load.Reads - reads) / settings.Seconds} reads/s; "
                + $"a turn: median {turns.Quantile(0.5) / 1000:F0} µs, 99 % {turns.Quantile(0.99) / 1000:F0} µs, "
                + $"99.9 % {turns.Quantile(0.999) / 1000:F0} µs, longest {longest / 1000} µs, {beyond} beyond 2 ms");
            load.Stop();
            loop.RunUntil(load.Join);
            return load;
        },
        driver: settings.Driver);

    private static FusedLoad Start(EventLoop loop, FusedSettings settings, DiskFile? file)
    {
        FusedLoad load = new(loop);
        loop.RunUntil(async () =>
        {
            if (settings.Connections > 0)
            {
                await load.StartConnections(settings.Connections, settings.Messages);
            }

            if (file is not null)
            {
                await load.StartReads(file, settings.Depth, settings.Reads);
            }
        });
        return load;
    }

    /// <returns>The longest turn in nanoseconds, and how many were longer than a turn may be.</returns>
    private static (long Longest, int Beyond) Turn(EventLoop loop, double seconds, LatencyCounts turns)
    {
        long longest = 0;
        int beyond = 0;
        using var delay = RunDelay.Open();
        for (long end = Stopwatch.GetTimestamp() + (long)(seconds * 1e9); Stopwatch.GetTimestamp() < end;)
        {
            long delayed = delay.Read();
            long before = Stopwatch.GetTimestamp();
            loop.RunOnce(TimeSpan.Zero);
            long turn = Stopwatch.GetTimestamp() - before - (delay.Read() - delayed);
            turns.Add(turn);
            longest = Math.Max(longest, turn);
            beyond += turn > Bound ? 1 : 0;
        }

        return (longest, beyond);
    }
}
