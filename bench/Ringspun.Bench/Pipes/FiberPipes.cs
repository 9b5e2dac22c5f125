using System.Diagnostics;
using Ringspun.Bench.Measuring;
using Ringspun.Linux;

namespace Ringspun.Bench.Pipes;

/// <summary>Pairs of fibers on one loop: one sends a message and then receives one, the other receives and then sends.</summary>
internal sealed class FiberPipes
{
    private readonly PipesSettings _settings;
    private long _bytes;
    private bool _stopping;

    private FiberPipes(PipesSettings settings) => _settings = settings;

    public static PipesSample Measure(PipesSettings settings, string driver, int idle)
    {
        IdleFibers? waiting = null;
        try
        {
            return LoopWorld.Run(
                loop =>
                {
                    waiting = IdleFibers.Start(loop, idle, settings.Pairs);
                    FiberPipes pipes = new(settings);
                    PipesSample? sample = null;
                    loop.RunUntil(async () => sample = await pipes.Run(loop, idle));
                    return sample!;
                },
                driver: driver);
        }
        finally
        {
            waiting?.Dispose();
            GC.Collect();
        }
    }

    private async Fiber<PipesSample> Run(EventLoop loop, int idle)
    {
        var fibers = new FiberHandle[_settings.Pairs * 2];
        for (int i = 0; i < fibers.Length; i += 2)
        {
            PipePair forth = Pipe.Create(new PipeOptions { Capacity = PipesSettings.Capacity });
            PipePair back = Pipe.Create(new PipeOptions { Capacity = PipesSettings.Capacity });
            fibers[i] = loop.Spawn(static at => at.Self.Talk(at.Reader, at.Writer), (Self: this, back.Reader, forth.Writer));
            fibers[i + 1] = loop.Spawn(static at => at.Self.Answer(at.Reader, at.Writer), (Self: this, forth.Reader, back.Writer));
        }

        // What the setting-up has left behind is not to be collected beside the measurement.
        GC.Collect();
        await Fiber.Sleep(TimeSpan.FromSeconds(PipesSettings.WarmUpSeconds));
        long before = _bytes;
        var cpu = CpuClock.Start();
        var clock = Stopwatch.StartNew();
        await Fiber.Sleep(TimeSpan.FromSeconds(_settings.Seconds));
        PipesSample sample = new(_bytes - before, clock.Elapsed.TotalSeconds, cpu.Elapsed.TotalSeconds, idle);
        _stopping = true;
        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }

        return sample;
    }

    private async Fiber Talk(IPipeReader reader, IPipeWriter writer)
    {
        using (reader)
        using (writer)
        {
            using Chunk message = NativeChunk.Allocate(_settings.Message);
            Memory<byte> memory = message.Memory;
            while (!_stopping)
            {
                await writer.SendAsync(memory);
                for (int done = 0; done < memory.Length;)
                {
                    int received = await reader.ReceiveAsync(memory[done..]);
                    done += received > 0 ? received : throw new BenchFailure("a pipe has ended in the middle of a message");
                }

                _bytes += memory.Length;
            }
        }
    }

    private async Fiber Answer(IPipeReader reader, IPipeWriter writer)
    {
        using (reader)
        using (writer)
        {
            using Chunk message = NativeChunk.Allocate(_settings.Message);
            Memory<byte> memory = message.Memory;
            while (true)
            {
                for (int done = 0; done < memory.Length;)
                {
                    int received = await reader.ReceiveAsync(memory[done..]);
                    if (received == 0)
                    {
                        return;
                    }

                    done += received;
                }

                _bytes += memory.Length;
                await writer.SendAsync(memory);
            }
        }
    }
}
