// A load generator that owns its loop. Its epoll has a timer of its own, which paces the load, and, as one descriptor, a Ringspun loop, in which fibers
// serve and ask; the run queue is its own too: dotnet run -c Release --project samples/CustomLoop
using System.Net;
using Ringspun;
using Ringspun.Linux;

const ulong Ticks = 1;
const int Rounds = 20;
using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll_create1");
using OwnedDescriptor timer = OwnedDescriptor.FromResult(TimerFd.Create(), "timerfd_create");
using EpollEventBuffer events = new(16);
using var loop = new EventLoop(EpollAioDriver.Create(), new EventLoopOptions { RunQueue = static () => new UrgentTwice() });
LinuxException.ThrowIfError(TimerFd.Arm(timer.Number, MonotonicClock.Nanoseconds, 10_000_000), "timerfd_settime");
LinuxException.ThrowIfError(Epoll.Control(epoll.Number, EpollOperation.ADD, timer.Number, EpollEvents.IN, Ticks), "epoll_ctl");
LinuxException.ThrowIfError(Epoll.Control(epoll.Number, EpollOperation.ADD, loop.PollDescriptor, EpollEvents.IN), "epoll_ctl");

using IBinding binding = new KernelNetwork().Bind(new IPEndPoint(IPAddress.Loopback, 0));
loop.SpawnDetached(Listen, (loop, binding), new FiberOptions { Name = "listener", Priority = 1 });
int started = 0, answered = 0;
while (answered < Rounds)
{
    TimeSpan wait = loop.PrepareWait();
    int count = Epoll.Wait(epoll.Number, events, wait < TimeSpan.Zero ? Epoll.Infinite : wait.Ticks * TimeSpan.NanosecondsPerTick);
    for (int i = 0; i < count; i++)
    {
        if (events[i].Data == Ticks && TimerFd.Drain(timer.Number) > 0 && started++ < Rounds)
        {
            loop.SpawnDetached(Ask, binding.LocalEndPoint);
        }
    }

    loop.RunOnce(TimeSpan.Zero);
}

Console.WriteLine($"{answered} answers");

async Fiber Ask(EndPoint server)
{
    using IConnection connection = await new KernelNetwork().ConnectAsync(server);
    await connection.SendAsync("question"u8.ToArray());
    using Chunk answer = await connection.LeaseAsync();
    answered += answer.IsEmpty ? 0 : 1;
}

static async Fiber Listen((EventLoop Loop, IBinding Binding) at)
{
    using IListener listener = at.Binding.Listen(at.Loop);
    while (true)
    {
        at.Loop.SpawnDetached(Echo, await listener.AcceptAsync(), new FiberOptions { Priority = 1 });
    }
}

static async Fiber Echo(IConnection connection)
{
    using (connection)
    {
        while (await connection.LeaseAsync() is { IsEmpty: false } bytes)
        {
            using (bytes)
            {
                await connection.SendAsync(bytes);
            }
        }
    }
}
