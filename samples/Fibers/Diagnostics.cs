using System.Diagnostics.Metrics;
using Ringspun.Simulation;

namespace Ringspun.Samples.Fibers;

/// <summary>Looking inside.</summary>
internal static class Diagnostics
{
    public static void Dump()
    {
        using var loop = new EventLoop(new SimulatedDriver(seed: 1), new EventLoopOptions { Name = "main", TrackFibers = true });
        loop.RunUntil(
            static async loop =>
            {
                var mutex = new FiberMutex();
                await mutex.Enter();
                FiberHandle writer = loop.Spawn(static async mutex => await mutex.Enter(), mutex, new FiberOptions { Name = "writer" });
                await Fiber.Sleep(TimeSpan.FromSeconds(2));

                // A line of it: #2 "writer" waiting for mutex, 2.000 s in Diagnostics.Dump (lambda)
                Console.Write(loop.DumpFibers());
                mutex.Release();
                await writer;
            },
            loop);
    }

    public static void Deadlock()
    {
        var driver = new SimulatedDriver(seed: 1, new SimulatedDriverOptions { PatienceWithOtherThreads = TimeSpan.Zero });
        using var loop = new EventLoop(driver, new EventLoopOptions { TrackFibers = true });
        try
        {
            loop.RunUntil(static async () => await new FiberEvent().Wait());
        }
        catch (DeadlockException deadlock)
        {
            Console.WriteLine(deadlock.Message);
        }
    }

    public static void Metrics()
    {
        using var loop = new EventLoop(new SimulatedDriver(seed: 1), new EventLoopOptions { TrackFibers = true });
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Ringspun" && instrument.Name == "ringspun.loop.fibers.live")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>(
            static (instrument, value, _, _) => Console.WriteLine($"{instrument.Name}: {value} {instrument.Unit}"));
        listener.Start();
        loop.RunUntil(
            static async on =>
            {
                FiberHandle other = on.loop.Spawn(static async _ => await Fiber.Sleep(TimeSpan.FromSeconds(1)), 0);
                on.listener.RecordObservableInstruments();
                await other;
            },
            (loop, listener));
    }
}
