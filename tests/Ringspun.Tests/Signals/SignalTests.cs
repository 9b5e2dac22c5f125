using System.Runtime.InteropServices;

namespace Ringspun.Tests.Signals;

/// <summary>One after the other, for they send real signals to this process.</summary>
[Collection(nameof(MemorySensitive))]
public sealed class SignalTests
{
    private const PosixSignal User1 = (PosixSignal)ProcessSignals.SIGUSR1;
    private const PosixSignal User2 = (PosixSignal)ProcessSignals.SIGUSR2;

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_signal_wakes_the_fiber_that_waits(string driver) => World.Run(driver, static async world =>
    {
        using var source = new SignalSource(User1);
        for (int i = 0; i < 10; i++)
        {
            IoOperation<PosixSignal> wait = source.WaitAsync();
            await Fiber.Yield();
            Assert.False(wait.IsCompleted);
            Raise(world, User1);
            Assert.Equal(User1, await wait);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void All_that_wait_get_it(string driver) => World.Run(driver, static async world =>
    {
        using var source = new SignalSource(User1);
        using var other = new SignalSource(User2, User1);
        IoOperation<PosixSignal>[] waits = [source.WaitAsync(), source.WaitAsync(), other.WaitAsync()];
        Raise(world, User1);
        foreach (IoOperation<PosixSignal> wait in waits)
        {
            Assert.Equal(User1, await wait);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Signals_between_waits_are_kept_and_coalesce(string driver) => World.Run(driver, static async world =>
    {
        using var source = new SignalSource(User1, User2);
        using var witness = new SignalSource(User1, User2);
        IoOperation<PosixSignal> first = witness.WaitAsync();
        Raise(world, User2);
        Assert.Equal(User2, await first);
        first = witness.WaitAsync();
        Raise(world, User2);
        Assert.Equal(User2, await first);
        first = witness.WaitAsync();
        Raise(world, User1);
        Assert.Equal(User1, await first);

        // The runtime calls the handlers one after the other, on threads of its own.
        await Fiber.Sleep(TimeSpan.FromMilliseconds(20));
        Assert.Equal(User1, await source.WaitAsync());
        Assert.Equal(User2, await source.WaitAsync());
        IoOperation<PosixSignal> next = source.WaitAsync();
        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
        Assert.False(next.IsCompleted);
        Raise(world, User1);
        Assert.Equal(User1, await next);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Waiting_can_be_cancelled_and_loses_nothing(string driver) => World.Run(driver, static async world =>
    {
        using var source = new SignalSource(User1);
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<PosixSignal> wait = source.WaitAsync(cancel.Token);
            await Fiber.Yield();
            cancel.Cancel();
            await Expect.Canceled(wait);
        }

        Raise(world, User1);
        Assert.Equal(User1, await source.WaitAsync());
        IoOperation<PosixSignal> last = source.WaitAsync();
        source.Dispose();
        await Expect.Disposed(last);
        Assert.Throws<ObjectDisposedException>(() => source.WaitAsync());
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void One_wait_needs_no_source(string driver) => World.Run(driver, static async world =>
    {
        Fiber<PosixSignal> wait = Ringspun.Signals.WaitAsync(User2);
        Raise(world, User2);
        Assert.Equal(User2, await wait);
    });

    [Fact]
    public void What_cannot_be_taken_over_is_refused() => World.Run("epoll", static async world =>
    {
        await Fiber.Yield();
        Assert.ThrowsAny<Exception>(() => new SignalSource((PosixSignal)9));
        Assert.Throws<PlatformNotSupportedException>(() => new SignalSource((PosixSignal)5000));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalSource());
    });

    [Fact]
    public void Without_a_source_a_simulated_signal_finds_nobody() => LoopThread.RunFiber(static async loop =>
    {
        var driver = (SimulatedDriver)loop.Driver;
        Assert.False(driver.Raise(PosixSignal.SIGTERM));
        using (new SignalSource(PosixSignal.SIGTERM))
        {
            Assert.True(driver.Raise(PosixSignal.SIGTERM));
        }

        Assert.False(driver.Raise(PosixSignal.SIGTERM));
        await Fiber.Yield();
    });

    private static void Raise(World world, PosixSignal signal)
    {
        if (world.Loop.Driver is SimulatedDriver driver)
        {
            Assert.True(driver.Raise(signal));
        }
        else
        {
            Assert.Equal(0, ProcessSignals.Send(Environment.ProcessId, (int)signal));
        }
    }
}
