using System.Diagnostics.Metrics;

namespace Ringspun.Tests.Diagnostics;

public sealed class PoolMetricsTests
{
    [Fact]
    public void A_pools_threads_and_calls_are_measured() => World.Run("epoll", static async world =>
    {
        string name = Guid.NewGuid().ToString();
        using var pool = new BlockingPool(new BlockingPoolOptions { Name = name, MaximumThreads = 2, QueueCapacity = 3 });
        Assert.Equal(name, pool.Name);
        using var gate = new ManualResetEventSlim();
        List<IoOperation<int>> calls = [];
        for (int i = 0; i < 10; i++)
        {
            calls.Add(pool.Run(
                static gate =>
                {
                    gate.Wait();
                    return 0;
                },
                gate));
        }

        await world.Until(() => pool.Statistics is { Ran: 2, Queued: 3, Waiting: 5 });
        Dictionary<string, long> busy = Measure(name);
        gate.Set();
        foreach (IoOperation<int> call in calls)
        {
            await call;
        }

        await world.Until(() => pool.Statistics is { IdleThreads: 2 });
        Dictionary<string, long> idle = Measure(name);

        Assert.Equal((2, 0), (busy["ringspun.pool.threads busy"], busy["ringspun.pool.threads idle"]));
        Assert.Equal((3, 5, 2), (busy["ringspun.pool.calls.queued "], busy["ringspun.pool.calls.waiting "], busy["ringspun.pool.calls.begun "]));
        Assert.Equal((0, 2), (idle["ringspun.pool.threads busy"], idle["ringspun.pool.threads idle"]));
        Assert.Equal((0, 0, 10), (idle["ringspun.pool.calls.queued "], idle["ringspun.pool.calls.waiting "], idle["ringspun.pool.calls.begun "]));
    });

    [Fact]
    public void A_disposed_pool_is_measured_no_more()
    {
        var pool = new BlockingPool();
        Assert.NotEmpty(Measure(pool.Name));
        pool.Dispose();
        Assert.Empty(Measure(pool.Name));
        Assert.NotEmpty(Measure(BlockingPool.Shared.Name));
    }

    /// <summary>What the instruments say of a pool now, by the instrument's name and the threads' state.</summary>
    private static Dictionary<string, long> Measure(string pool)
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Ringspun" && instrument.Name.StartsWith("ringspun.pool.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;

        void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string state = "";
            bool isOurs = false;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                isOurs |= tag.Key == "ringspun.pool" && pool.Equals(tag.Value);
                state = tag.Key == "ringspun.thread.state" ? (string)tag.Value! : state;
            }

            if (isOurs)
            {
                seen.Add($"{instrument.Name} {state}", value);
            }
        }
    }
}
