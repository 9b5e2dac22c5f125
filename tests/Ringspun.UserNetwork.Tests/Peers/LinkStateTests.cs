using System.Net;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>Interfaces that go down or go away while nothing is sent: nobody learns of it by a packet that fails.</summary>
public sealed class LinkStateTests
{
    private const string IsDown = $"{PeerWorld.Interface} is down";
    private const string IsUp = $"{PeerWorld.Interface} is up again";
    private const string IsGone = $"{PeerWorld.Interface} is gone";

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void A_packet_sockets_interface_that_goes_down_is_noticed_and_used_again(string driver) => VethPeer.Run(driver, static world =>
    {
        TaskCompletionSource isUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (Task<bool> kernel, Task<long> stack) = Open(world, connection => Ask(connection, isUp.Task), Exchange.Echo);
        for (int times = 1; times <= 2; times++)
        {
            Change(static (route, index) => route.SetUp(index, isUp: false));
            world.Log.WaitFor(IsDown, times);
            Change(static (route, index) => route.SetUp(index));
            world.Log.WaitFor(IsUp, times);
        }

        isUp.SetResult();
        Assert.Equal((true, 3), world.Wait(kernel, stack));
        Assert.DoesNotContain(world.Log.Lines, static line => line.Text.Contains(IsGone, StringComparison.Ordinal));
    });

    [Theory]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    [InlineData("io_uring", false)]
    [InlineData("io_uring", true)]
    public void A_packet_sockets_interface_that_is_removed_ends_connections(string driver, bool isDownBefore) => VethPeer.Run(driver, world =>
    {
        (_, Task<Errno> stack) = Open(world, Exchange.ReceiveToTheEnd, Exchange.ReceiveToTheEnd);
        if (isDownBefore)
        {
            Change(static (route, index) => route.SetUp(index, isUp: false));
            world.Log.WaitFor(IsDown);
        }

        Change(static (route, index) => route.DeleteLink(index));
        Assert.Equal(Errno.ENODEV, world.Wait(stack));
    });

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Every_loop_notices(string driver) => VethPeer.Run(
        driver,
        static world =>
        {
            Change(static (route, index) => route.SetUp(index, isUp: false));
            world.Log.WaitFor(IsDown, 2);
            Change(static (route, index) => route.DeleteLink(index));

            // The end is the network's, and told once.
            world.Log.WaitFor(IsGone, 1);
        },
        network: PeerWorld.Options with { Loops = 2 });

    [Theory]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    [InlineData("io_uring", false)]
    [InlineData("io_uring", true)]
    public void A_tun_interface_that_is_removed_ends_connections(string driver, bool isDownBefore) => TunPeer.Run(driver, world =>
    {
        (_, Task<Errno> stack) = Open(world, Exchange.ReceiveToTheEnd, Exchange.ReceiveToTheEnd);
        if (isDownBefore)
        {
            Change(static (route, index) => route.SetUp(index, isUp: false));
        }

        Change(static (route, index) => route.DeleteLink(index));
        Assert.Equal(Errno.ENODEV, world.Wait(stack));
    });

    private static void Change(Func<RouteNetlink, int, NetlinkResult> change)
    {
        using RouteNetlink route = RouteNetlink.Open();
        change(route, TestLinks.Find(route, PeerWorld.Interface).Index).ThrowIfFailed("change");
    }

    /// <summary>A connection from the kernel that is open when this returns: the stack has nothing left to send.</summary>
    private static (Task<TKernel> Kernel, Task<TStack> Stack) Open<TKernel, TStack>(
        PeerWorld world, Func<IConnection, Fiber<TKernel>> kernel, Func<IConnection, Fiber<TStack>> stack)
    {
        using IBinding binding = world.Stack.Bind(new IPEndPoint(PeerWorld.StackAddress, 0));
        IListener listener = world.Wait(PeerWorld.On(world.StackLoop, () => PeerWorld.Listen(binding)));
        TaskCompletionSource<bool> accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<TStack> accepting = PeerWorld.On(world.StackLoop, Accept);
        Task<TKernel> connecting = PeerWorld.On(world.KernelLoop, Connect);
        Assert.True(world.Wait(accepted.Task));
        return (connecting, accepting);

        async Fiber<TStack> Accept()
        {
            using (listener)
            {
                using IConnection connection = await listener.AcceptAsync();
                accepted.SetResult(true);
                return await stack(connection);
            }
        }

        async Fiber<TKernel> Connect()
        {
            using IConnection connection = await world.Kernel.ConnectAsync(binding.LocalEndPoint);
            return await kernel(connection);
        }
    }

    private static async Fiber<bool> Ask(IConnection connection, Task go)
    {
        await go;
        await connection.SendAsync(new byte[3]);
        connection.ShutdownSend();
        return await Exchange.ReceiveToTheEnd(connection) == Errno.None;
    }
}
