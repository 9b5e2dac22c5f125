using System.Collections.Concurrent;

namespace Ringspun.Tests.Loops;

public sealed class RuntimeTests
{
    [Fact]
    public void Every_loop_runs_on_a_thread_of_its_own()
    {
        using var runtime = new Runtime(4, LoopThread.PatientDriver);
        Assert.Equal(4, runtime.Loops.Count);
        var threads = new ConcurrentDictionary<int, EventLoop>();
        using var done = new CountdownEvent(4);
        foreach (EventLoop loop in runtime.Loops)
        {
            loop.SpawnDetached(
                async _ =>
                {
                    await Fiber.Yield();
                    threads[Environment.CurrentManagedThreadId] = EventLoop.Current!;
                    done.Signal();
                },
                0);
        }

        Assert.True(done.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(4, threads.Count);
        Assert.Equal(4, threads.Values.Distinct().Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_driver_that_cannot_be_made_leaves_nothing_running(int failing)
    {
        int made = 0;
        int ended = 0;
        var exception = Assert.Throws<InvalidDataException>(() => new Runtime(4, () =>
        {
            if (Interlocked.Increment(ref made) > failing)
            {
                throw new InvalidDataException("on purpose");
            }

            return new CountingDriver(LoopThread.PatientDriver(), () => Interlocked.Increment(ref ended));
        }));
        Assert.Equal("on purpose", exception.Message);
        Assert.Equal(failing, ended);
    }

    [Fact]
    public void A_driver_that_cannot_be_attached_leaves_nothing_running()
    {
        int ended = 0;
        var used = LoopThread.PatientDriver();
        LoopThread.Run(() =>
        {
            using var loop = new EventLoop(used);
        });
        Assert.Throws<InvalidOperationException>(
            () => new Runtime(2, () => new CountingDriver(used, () => Interlocked.Increment(ref ended))));
        Assert.Equal(2, ended);
    }

    [Fact]
    public void There_is_at_least_one_loop() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Runtime(0, LoopThread.PatientDriver));

    private sealed class CountingDriver(SimulatedDriver inner, Action disposed) : IDriver
    {
        public string Name => inner.Name;

        public bool IsVirtualTime => true;

        public IKernelSockets? Sockets => null;

        public IFiles Files => inner.Files;

        public long ReadClock() => inner.ReadClock();

        public void Attach(EventLoop loop) => inner.Attach(loop);

        public void Turn(long timeoutNanoseconds) => inner.Turn(timeoutNanoseconds);

        public void Wake() => inner.Wake();

        public void Dispose()
        {
            inner.Dispose();
            disposed();
        }
    }
}
