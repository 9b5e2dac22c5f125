using System.Net.Sockets;

namespace Ringspun.Tests.Network;

/// <summary>Connecting to unix sockets, on every driver.</summary>
public sealed class UnixConnectTests
{
    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void The_peer_sees_the_source_name(string driver) => World.Run(driver, static async world =>
    {
        var address = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        var options = new ConnectOptions { LocalEndPoint = new UnixDomainSocketEndPoint($"\0ringspun-test-{Guid.NewGuid()}") };
        using IBinding binding = world.Network.Bind(address);
        using IListener listener = binding.Listen(world.Loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection client = await world.Network.ConnectAsync(address, options);
        using IConnection server = await accept;
        Assert.Equal(options.LocalEndPoint.ToString(), server.RemoteEndPoint?.ToString());
        await client.SendAsync("hello"u8.ToArray());
        Assert.Equal("hello"u8.ToArray(), await server.ReceiveExactly(5));

        LinuxException taken = await Expect.Throws<LinuxException, IConnection>(world.Network.ConnectAsync(address, options));
        Assert.Equal(Errno.EADDRINUSE, taken.Errno);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_full_listener_delays_and_does_not_fail(string driver) => World.Run(driver, static async world =>
    {
        var address = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        using IBinding binding = world.Network.Bind(address, new ListenOptions { Backlog = 1 });
        using IListener listener = binding.Listen(world.Loop);
        var opened = new List<FiberHandle>();
        for (int i = 0; i < 8; i++)
        {
            opened.Add(world.Loop.Spawn(
                static async to => { using IConnection connection = await to.world.Network.ConnectAsync(to.address); }, (world, address)));
        }

        await world.Settle();
        for (int i = 0; i < opened.Count; i++)
        {
            using IConnection connection = await listener.AcceptAsync();
        }

        foreach (FiberHandle handle in opened)
        {
            await handle;
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Who_waits_at_a_full_listener_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        var address = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        using IBinding binding = world.Network.Bind(address, new ListenOptions { Backlog = 1 });
        using IListener listener = binding.Listen(world.Loop);
        using var cancel = new CancellationTokenSource();
        var waiting = new List<FiberHandle<bool>>();
        for (int i = 0; i < 8; i++)
        {
            waiting.Add(world.Loop.Spawn(
                static async to =>
                {
                    try
                    {
                        using IConnection connection = await to.world.Network.ConnectAsync(to.address, to.Token);
                        return true;
                    }
                    catch (OperationCanceledException)
                    {
                        return false;
                    }
                },
                (world, address, cancel.Token)));
        }

        await world.Settle();
        cancel.Cancel();
        int connected = 0;
        foreach (FiberHandle<bool> handle in waiting)
        {
            connected += await handle ? 1 : 0;
        }

        // The kernel's queue is one longer than asked for.
        Assert.InRange(connected, 1, 2);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void A_missing_socket_file_is_told(string driver) => World.Run(driver, static async world =>
    {
        var address = new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "nothing"));
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(world.Network.ConnectAsync(address));
        Assert.Equal(Errno.ENOENT, refused.Errno);
        Assert.Contains("no such socket file", refused.Message, StringComparison.Ordinal);

        world.WriteFile("plain", "text"u8);
        refused = await Expect.Throws<LinuxException, IConnection>(
            world.Network.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "plain"))));
        Assert.Equal(Errno.ECONNREFUSED, refused.Errno);
    });
}
