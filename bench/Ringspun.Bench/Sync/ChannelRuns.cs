using System.Diagnostics;
using System.Threading.Channels;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Sync;

/// <summary>Items from one writer to one reader: a million a second of CPU time where one thread does it all, of the wall's clock where two do.</summary>
internal static class ChannelRuns
{
    private const int Items = 4_000_000;

    public static double OneLoop(int capacity) => OnLoop.Run(async _ =>
    {
        var channel = new FiberChannel<int>(capacity);
        CpuClock clock = CpuClock.Start();
        await FiberScope.Run(
            static async (scope, channel) =>
            {
                scope.Spawn(Write, channel);
                await Read(channel);
            },
            channel);
        return Items / clock.Elapsed.TotalMicroseconds;
    });

    public static double TwoLoops(int capacity)
    {
        using Runtime runtime = new(2, static () => EpollAioDriver.Create());
        using ManualResetEventSlim ended = new();
        double result = 0;
        runtime.Loops[0].SpawnDetached(
            async all =>
            {
                var channel = new FiberChannel<int>(all.Capacity);
                long start = Stopwatch.GetTimestamp();
                await FiberScope.Run(
                    static async (scope, all) =>
                    {
                        scope.Spawn(all.Loop, Write, all.Channel);
                        await Read(all.Channel);
                    },
                    (Channel: channel, Loop: all.Runtime.Loops[1]));
                result = MillionsPerSecond(start);
                all.Ended.Set();
            },
            (Capacity: capacity, Runtime: runtime, Ended: ended));
        ended.Wait();
        return result;
    }

    /// <summary>Two tasks on the thread pool, as usual; a capacity of 0 is an unbounded channel.</summary>
    public static double Peer(int capacity, bool ofCpuTime)
    {
        return Task.Run(async () =>
        {
            Channel<int> channel = capacity == 0
                ? Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true })
                : Channel.CreateBounded<int>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
            CpuClock clock = CpuClock.Start();
            long start = Stopwatch.GetTimestamp();
            Task writing = Task.Run(() => WritePeer(channel.Writer));
            long sum = 0;
            await foreach (int item in channel.Reader.ReadAllAsync())
            {
                sum += item;
            }

            await writing;
            Check(sum);
            return ofCpuTime ? Items / clock.Elapsed.TotalMicroseconds : MillionsPerSecond(start);
        }).GetAwaiter().GetResult();

        static async Task WritePeer(ChannelWriter<int> channel)
        {
            for (int i = 0; i < Items; i++)
            {
                await channel.WriteAsync(i);
            }

            channel.Complete();
        }
    }

    private static async Fiber Write(FiberScope scope, FiberChannel<int> channel)
    {
        for (int i = 0; i < Items; i++)
        {
            await channel.Write(i);
        }

        channel.Close();
    }

    private static async Fiber Read(FiberChannel<int> channel)
    {
        long sum = 0;
        await foreach (int item in channel)
        {
            sum += item;
        }

        Check(sum);
    }

    private static void Check(long sum)
    {
        if (sum != (long)Items * (Items - 1) / 2)
        {
            throw new BenchFailure("items have been lost");
        }
    }

    private static double MillionsPerSecond(long start) => Items / Stopwatch.GetElapsedTime(start).TotalMicroseconds;
}
