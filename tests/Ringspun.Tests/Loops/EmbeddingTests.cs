using System.Net;
using System.Net.Sockets;

namespace Ringspun.Tests.Loops;

/// <summary>Loops that other programs' loops drive.</summary>
public sealed class EmbeddingTests
{
    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void A_foreign_epoll_loop_drives_an_echo_server(string driver) => LoopThread.Run(() =>
    {
        using var loop = MakeLoop(driver);
        using IBinding binding = new KernelNetwork().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        loop.SpawnDetached(static async at =>
        {
            using IListener listener = at.binding.Listen(at.loop);
            while (true)
            {
                at.loop.SpawnDetached(Echo, await listener.AcceptAsync());
            }
        }, (binding, loop));
        Task<string> client = Task.Run(() => Talk((IPEndPoint)binding.LocalEndPoint));
        Task end = client.ContinueWith(_ => loop.SpawnDetached(static _ => Fiber.Completed, 0), TaskScheduler.Default);
        using (var foreign = new ForeignLoop(loop))
        {
            while (!client.IsCompleted)
            {
                foreign.Turn();
            }
        }

        end.Wait();
        Assert.Equal("a million bytes came back, 50 times", client.Result);

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

        static string Talk(IPEndPoint server)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(server);
            byte[] sent = Bytes.Random(20_000, 1);
            byte[] received = new byte[sent.Length];
            for (int i = 0; i < 50; i++)
            {
                socket.Send(sent);
                for (int total = 0; total < received.Length;)
                {
                    int count = socket.Receive(received.AsSpan(total));
                    Assert.NotEqual(0, count);
                    total += count;
                }

                Assert.Equal(sent, received);
            }

            return "a million bytes came back, 50 times";
        }
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Posted_work_wakes_the_foreign_loop(string driver) => LoopThread.Run(() =>
    {
        using var loop = MakeLoop(driver);
        using var foreign = new ForeignLoop(loop);
        int ran = 0;
        var poster = Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                loop.SpawnDetached(static async ran => await ran(), () =>
                {
                    Interlocked.Increment(ref ran);
                    return Fiber.Completed;
                });
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref ran) > i, TimeSpan.FromSeconds(20)));
            }
        });
        while (Volatile.Read(ref ran) < 200)
        {
            foreign.Turn();
        }

        poster.Wait();
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void The_next_deadline_bounds_the_wait(string driver) => LoopThread.Run(() =>
    {
        using var loop = MakeLoop(driver);
        Assert.Equal(long.MaxValue, loop.NextDeadline);
        Assert.Equal(Timeout.InfiniteTimeSpan, loop.PrepareWait());
        FiberHandle sleeper = loop.Spawn(static async _ => await Fiber.Sleep(TimeSpan.FromMilliseconds(20)), 0);
        Assert.InRange(loop.NextDeadline, loop.ReadClock() - 20_000_000, loop.ReadClock() + 20_000_000);
        Assert.InRange(loop.PrepareWait(), TimeSpan.Zero, TimeSpan.FromMilliseconds(21));
        using var foreign = new ForeignLoop(loop);
        while (!sleeper.IsCompleted)
        {
            foreign.Turn();
        }

        FiberHandle yielding = loop.Spawn(static async _ => await Fiber.Yield(), 0);
        Assert.True(loop.HasReadyFibers);
        Assert.Equal(TimeSpan.Zero, loop.PrepareWait());
        loop.RunOnce(TimeSpan.Zero);
        Assert.True(yielding.IsCompleted);
        Assert.False(loop.HasReadyFibers);
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void An_event_source_wakes_the_foreign_loop(string driver) => LoopThread.Run(() =>
    {
        using var loop = MakeLoop(driver);
        using var foreign = new ForeignLoop(loop);
        using var descriptor = new TestDescriptor(loop);
        var source = new TestSource((_, _) => !descriptor.Clear()) { Descriptor = descriptor.Number };
        using EventSourceHandle handle = loop.AddSource(source);
        for (int i = 0; i < 10; i++)
        {
            int before = source.Polls;
            var setter = Task.Run(descriptor.Set);
            while (source.Polls == before)
            {
                foreign.Turn();
            }

            setter.Wait();
        }
    });

    [Fact]
    public void What_running_until_an_end_does_can_be_said_in_turns() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()));
        FiberHandle handle = loop.Spawn(
            static async _ =>
            {
                for (int i = 0; i < 100; i++)
                {
                    await Fiber.Sleep(TimeSpan.FromHours(1));
                    await Fiber.Yield();
                }
            },
            0);
        long begin = loop.ReadClock();
        while (!handle.IsCompleted)
        {
            loop.RunOnce(loop.HasReadyFibers ? TimeSpan.Zero : Timeout.InfiniteTimeSpan);
        }

        handle.GetResult();
        Assert.Equal(360_000L * 1_000_000_000, loop.ReadClock() - begin);
        Assert.Equal(-1, loop.PollDescriptor);
    });

    [Fact]
    public void A_ring_that_was_not_made_for_it_says_so() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(IoUringDriver.Create());
        Assert.Equal(-1, loop.PollDescriptor);
    });

    private static EventLoop MakeLoop(string driver) => new(
        driver == "io_uring" ? IoUringDriver.Create(new IoUringOptions { IsPollable = true }) : EpollAioDriver.Create());
}
