using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace Ringspun.Tests.Diagnostics;

public sealed class MetricsTests
{
    [Fact]
    public void Loops_are_measured_while_somebody_listens() => LoopThread.Run(static () =>
    {
        string name = Guid.NewGuid().ToString();
        var seen = new Seen(name);
        using MeterListener listener = seen.Listen();
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { Name = name, TrackFibers = true });
        loop.RunUntil(
            static async x =>
            {
                for (int i = 0; i < 10; i++)
                {
                    x.loop.SpawnDetached(static async _ => await Fiber.Sleep(TimeSpan.FromSeconds(5)), 0);
                }

                await Fiber.Sleep(TimeSpan.FromSeconds(1));
                var driver = (SimulatedDriver)x.loop.Driver;
                var completing = new List<TaskCompletionSource>();
                for (int i = 0; i < 7; i++)
                {
                    var source = new TaskCompletionSource();
                    completing.Add(source);
                    x.loop.SpawnDetached(static async source => await source.Task, source);
                }

                driver.Schedule(driver.ReadClock() + 1000, () => completing.ForEach(static source => source.SetResult()));
                await Fiber.Sleep(TimeSpan.FromSeconds(1));
                x.listener.RecordObservableInstruments();
                await Fiber.Sleep(TimeSpan.FromSeconds(10));
                x.listener.RecordObservableInstruments();
            },
            (loop, listener));

        Assert.Equal([11, 1], seen.Of("ringspun.loop.fibers.live"));
        Assert.Contains(7, seen.Of("ringspun.loop.turn.completions"));
        Assert.NotEmpty(seen.Of("ringspun.loop.queue.delay"));
        Assert.All(seen.Of("ringspun.loop.queue.delay"), static delay => Assert.Equal(0, delay));

        // In virtual time fibers take none.
        Assert.Equal([0, 0], seen.Of("ringspun.loop.utilization"));
        Assert.Equal([0, 0], seen.Of("ringspun.loop.busy_time"));
        Assert.Equal(2, seen.Of("ringspun.loop.fibers.ready").Count);
        Assert.Equal([0, 0], seen.Of("ringspun.loop.fibers.placed"));
    });

    [Fact]
    public void A_busy_loop_is_seen_to_be_busy()
    {
        string name = Guid.NewGuid().ToString();
        var seen = new Seen(name + ".0");
        using MeterListener listener = seen.Listen();
        using var runtime = new Runtime(1, static () => EpollAioDriver.Create(), new RuntimeOptions { Loops = new() { Name = name } });
        using var end = new ManualResetEventSlim();
        for (int i = 0; i < 100; i++)
        {
            runtime.SpawnDetached(
                static async end =>
                {
                    while (!end.IsSet)
                    {
                        await Fiber.Yield();
                    }
                },
                end);
        }

        SpinWait.SpinUntil(
            () =>
            {
                listener.RecordObservableInstruments();
                return seen.Of("ringspun.loop.utilization") is [.., > 0];
            },
            TimeSpan.FromSeconds(60));
        listener.RecordObservableInstruments();
        end.Set();
        Assert.InRange(seen.Of("ringspun.loop.utilization")[^1], 0.001, 1);
        Assert.InRange(seen.Of("ringspun.loop.busy_time")[^1], 0.001, 1000);
        Assert.Contains(seen.Of("ringspun.loop.fibers.ready"), static ready => ready >= 90);
        Assert.Contains(seen.Of("ringspun.loop.queue.delay"), static delay => delay > 0);
        Assert.Equal(100, seen.Of("ringspun.loop.fibers.placed")[^1]);
    }

    [Fact]
    public void The_event_source_tells_of_loops_and_hogs()
    {
        string name = Guid.NewGuid().ToString();
        using var listener = new Listener(name);
        using (var watchdog = new Watchdog(TimeSpan.FromMilliseconds(5), static _ => { }))
        using (var runtime = new Runtime(1, LoopThread.PatientDriver, new RuntimeOptions { Loops = new() { Name = name }, Watchdog = watchdog }))
        using (var hog = new ManualResetEventSlim())
        {
            runtime.Loops[0].SpawnDetached(
                static async hog =>
                {
                    await Fiber.Yield();
                    hog.Wait(TimeSpan.FromSeconds(60));
                },
                hog);
            Assert.True(listener.WaitFor("FiberHogs"));
            hog.Set();
        }

        Assert.True(listener.WaitFor("LoopEnded"));
        Assert.Equal("LoopStarted", listener.Events[0]);
        Assert.All(listener.Events.Skip(1).SkipLast(1), static name => Assert.Equal("FiberHogs", name)); // others may be slow on a busy machine
        Assert.Equal("LoopEnded", listener.Events[^1]);
        Assert.True(listener.WaitFor("EventCounters"));
    }

    /// <summary>The measurements of one loop.</summary>
    private sealed class Seen(string loop)
    {
        private readonly Dictionary<string, List<double>> _values = [];

        public List<double> Of(string instrument)
        {
            lock (_values)
            {
                return _values.TryGetValue(instrument, out List<double>? values) ? [.. values] : [];
            }
        }

        public MeterListener Listen()
        {
            var listener = new MeterListener
            {
                InstrumentPublished = static (instrument, listener) =>
                {
                    if (instrument.Meter.Name == "Ringspun")
                    {
                        listener.EnableMeasurementEvents(instrument);
                    }
                },
            };
            listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            listener.Start();
            return listener;
        }

        private void Add(string instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "ringspun.loop" && tag.Value is string name && name == loop)
                {
                    lock (_values)
                    {
                        if (!_values.TryGetValue(instrument, out List<double>? values))
                        {
                            values = [];
                            _values[instrument] = values;
                        }

                        values.Add(value);
                    }
                }
            }
        }
    }

    /// <summary>The events of one loop, and whether counters come.</summary>
    private sealed class Listener : EventListener
    {
        private readonly string _loop;
        private readonly BlockingCollection<string> _seen = [];
        private readonly List<string> _events = [];

        public Listener(string loop)
        {
            _loop = loop;

            // Sources that were there before are told of during the base's constructor, when nothing of this is there yet.
            foreach (EventSource source in EventSource.GetSources().Where(static source => source.Name == "Ringspun"))
            {
                Enable(source);
            }
        }

        public List<string> Events => _events;

        public bool WaitFor(string name)
        {
            while (_seen.TryTake(out string? seen, TimeSpan.FromSeconds(60)))
            {
                if (seen != "EventCounters")
                {
                    _events.Add(seen);
                }

                if (seen == name)
                {
                    return true;
                }
            }

            return false;
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Ringspun")
            {
                Enable(eventSource);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            bool own = eventData.EventName == "EventCounters" ||
                eventData.Payload?.Any(value => value is string text && text.StartsWith(_loop, StringComparison.Ordinal)) == true;
            if (own)
            {
                _seen?.Add(eventData.EventName!);
            }
        }

        private void Enable(EventSource source) => EnableEvents(
            source, EventLevel.Informational, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.1" });
    }
}
