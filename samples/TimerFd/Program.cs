// A timer of the kernel, first awaited by a fiber, then as a source of events: dotnet run --project samples/TimerFd
using Ringspun;
using Ringspun.Linux;

using var loop = new EventLoop(EpollAioDriver.Create());
using OwnedDescriptor timer = OwnedDescriptor.FromResult(TimerFd.Create(), "timerfd_create");
loop.RunUntil(static async at =>
{
    const long Period = 10_000_000;
    LinuxException.ThrowIfError(TimerFd.Arm(at.timer, MonotonicClock.Nanoseconds + Period, Period), "timerfd_settime");
    for (int i = 0; i < 3; i++)
    {
        Console.WriteLine($"awaited: {await Fiber.Call<TimerExpiry, long>(new TimerExpiry(at.timer))}");
    }

    int calls = 0;
    using EventSourceHandle source = at.loop.AddSource(new TimerSource(at.timer, count => Console.WriteLine($"called {++calls}: {count}")));
    while (calls < 3)
    {
        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
    }
}, (loop, timer: timer.Number));
