using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>Interfaces that change, go down or go away while connections are open.</summary>
public sealed class LinkChangeTests
{
    private const int Round = 200_000;

    /// <summary>Longer than the shortest retransmission timeout: what is sent meanwhile is lost. No event tells of that, and a shorter one fails nothing.</summary>
    private static void Outage()
    {
        using ManualResetEventSlim never = new();
        _ = never.Wait(TimeSpan.FromMilliseconds(300));
    }

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Down_and_up_again_a_transfer_goes_on(string driver) => TunPeer.Run(driver, world => Interrupt(
        world,
        static route =>
        {
            int index = TestLinks.Find(route, PeerWorld.Interface).Index;
            route.SetUp(index, isUp: false).ThrowIfFailed("down");
            Outage();
            route.SetUp(index).ThrowIfFailed("up");
        }));

    [Theory]
    [InlineData("epoll", VethPeer.KernelEnd)]
    [InlineData("epoll", PeerWorld.Interface)]
    [InlineData("io_uring", VethPeer.KernelEnd)]
    [InlineData("io_uring", PeerWorld.Interface)]
    public void A_cut_wire_that_is_mended_lets_a_transfer_go_on(string driver, string end) => VethPeer.Run(driver, world => Interrupt(
        world,
        route =>
        {
            int index = TestLinks.Find(route, end).Index;
            route.SetUp(index, isUp: false).ThrowIfFailed("down");
            Outage();
            route.SetUp(index).ThrowIfFailed("up");
        }));

    [Theory]
    [InlineData("epoll", 1280)]
    [InlineData("epoll", 9000)]
    [InlineData("io_uring", 1280)]
    [InlineData("io_uring", 9000)]
    public void Another_MTU_lets_a_transfer_go_on(string driver, int mtu) => TunPeer.Run(driver, world => Interrupt(
        world, route => route.SetMtu(TestLinks.Find(route, PeerWorld.Interface).Index, mtu).ThrowIfFailed("mtu")));

    [Theory]
    [InlineData("epoll", true)]
    [InlineData("epoll", false)]
    [InlineData("io_uring", true)]
    [InlineData("io_uring", false)]
    public void An_interface_that_is_removed_ends_every_operation(string driver, bool tun)
    {
        if (tun)
        {
            TunPeer.Run(driver, Remove);
        }
        else
        {
            VethPeer.Run(driver, Remove);
        }
    }

    private static void Remove(PeerWorld world)
    {
        using IBinding binding = world.Stack.Bind(new IPEndPoint(PeerWorld.StackAddress, 0));
        IListener listener = world.Wait(PeerWorld.On(world.StackLoop, () => PeerWorld.Listen(binding)));
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Errno[]> stack = PeerWorld.On(world.StackLoop, () => Suffer(world, listener, busy));
        Task<bool> kernel = PeerWorld.On(world.KernelLoop, () => Feed(world, binding.LocalEndPoint));
        Assert.True(Task.WaitAny([busy.Task, stack, kernel], PeerWorld.Patience) == 0, world.Log.ToString());
        using (RouteNetlink route = RouteNetlink.Open())
        {
            route.DeleteLink(TestLinks.Find(route, PeerWorld.Interface).Index).ThrowIfFailed("delete");
        }

        Errno[] errors = world.Wait(stack);
        Assert.DoesNotContain(Errno.None, errors);
        Assert.Single(errors.Distinct());
        Assert.Contains(errors[0], (Errno[])[Errno.ENODEV, Errno.EBADFD, Errno.ENXIO]);
        Assert.Contains(world.Log.Lines, line => line.Level == LogLevel.Critical && line.Text.Contains(PeerWorld.Interface, StringComparison.Ordinal));
    }

    /// <summary>A receive, a send, an accept and an opening that are under way, and then what comes later: how each of them ended.</summary>
    private static async Fiber<Errno[]> Suffer(PeerWorld world, IListener listener, TaskCompletionSource busy)
    {
        using (listener)
        {
            using IConnection sending = await listener.AcceptAsync();
            using IConnection receiving = await listener.AcceptAsync();
            FiberHandle<Errno> sender = EventLoop.Current!.Spawn(Exchange.SendToTheEnd, sending);
            FiberHandle<Errno> receiver = EventLoop.Current!.Spawn(Exchange.ReceiveToTheEnd, receiving);
            FiberHandle<Errno> accepter = EventLoop.Current!.Spawn(static listener => ErrorOf(listener.AcceptAsync()), listener);

            // Nobody has this address: the opening waits.
            FiberHandle<Errno> opener = EventLoop.Current!.Spawn(
                static stack => ErrorOf(stack.ConnectAsync(new IPEndPoint(IPAddress.Parse("10.0.0.99"), 9), null)), world.Stack);
            while (((IUserConnection)sending).Info.SndUna - ((IUserConnection)sending).Info.RcvNxt == 0)
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            }

            busy.SetResult();
            Errno[] waited = [await sender, await receiver, await accepter, await opener];
            return
            [
                .. waited,
                await ErrorOf(sending.SendAsync(new byte[1])),
                await ErrorOf(receiving.ReceiveAsync(new byte[1])),
                await ErrorOf(listener.AcceptAsync()),
                await ErrorOf(world.Stack.ConnectAsync(new IPEndPoint(PeerWorld.KernelAddress, 9), null)),
            ];
        }
    }

    private static async Fiber<Errno> ErrorOf<T>(IoOperation<T> operation)
    {
        try
        {
            _ = await operation;
            return Errno.None;
        }
        catch (LinuxException failed)
        {
            return failed.Errno;
        }
    }

    /// <summary>The kernel's ends: one reads for ever, the other writes for ever. They are cut off with the loop.</summary>
    private static async Fiber<bool> Feed(PeerWorld world, EndPoint server)
    {
        IConnection reading = await world.Kernel.ConnectAsync(server);
        IConnection writing = await world.Kernel.ConnectAsync(server);
        FiberHandle<Errno> writer = EventLoop.Current!.Spawn(Exchange.SendToTheEnd, writing);
        _ = await Exchange.ReceiveToTheEnd(reading);
        _ = await writer;
        return true;
    }

    /// <summary>A conversation that lasts until the interruption is over, and some time longer.</summary>
    private static void Interrupt(PeerWorld world, Action<RouteNetlink> interruption)
    {
        using ManualResetEventSlim started = new();
        bool isOver = false;
        TaskCompletionSource<(bool, long)> both = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of the pool would be in another network.
        Thread meeting = new(() =>
        {
            try
            {
                both.SetResult(world.Meet(kernelListens: true, six: false, Talk, Echo));
            }
            catch (Exception exception)
            {
                both.SetException(exception);
                started.Set();
            }
        });
        meeting.Start();
        Assert.True(started.Wait(PeerWorld.Patience), world.Log.ToString());
        using (RouteNetlink route = RouteNetlink.Open())
        {
            interruption(route);
        }

        Volatile.Write(ref isOver, true);
        (bool isRight, long echoed) = world.Wait(both.Task);
        Assert.True(isRight);
        Assert.True(echoed >= 2 * Round);

        async Fiber<long> Echo(IConnection connection) => await Exchange.Echo(connection);

        async Fiber<bool> Talk(IConnection connection)
        {
            bool isRight = true;
            byte[] sent = new byte[Round];
            byte[] received = new byte[Round];
            for (int left = 3; left > 0; left -= Volatile.Read(ref isOver) ? 1 : 0)
            {
                Random.Shared.NextBytes(sent);
                FiberHandle<int> sender = EventLoop.Current!.Spawn(
                    static async work => await work.connection.SendAsync(work.sent), (connection, sent));
                for (int filled = 0; filled < Round;)
                {
                    int count = await connection.ReceiveAsync(received.AsMemory(filled));
                    Assert.NotEqual(0, count);
                    filled += count;
                }

                _ = await sender;
                isRight &= sent.AsSpan().SequenceEqual(received);
                started.Set();
            }

            connection.ShutdownSend();
            return isRight & await Exchange.ReceiveToTheEnd(connection) == Errno.None;
        }
    }
}
