using System.Net;

namespace Ringspun.Tests.Io;

public sealed class ResolveTests
{
    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_name_has_addresses(string driver) => World.Run(driver, static async world =>
    {
        IReadOnlyList<IPEndPoint> addresses = await world.Network.ResolveAsync("localhost", 80);
        Assert.NotEmpty(addresses);
        Assert.All(addresses, static address => Assert.True(IPAddress.IsLoopback(address.Address) && address.Port == 80));
        Assert.Equal(addresses.Distinct(), addresses);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void An_address_in_letters_takes_no_time(string driver) => World.Run(driver, static async world =>
    {
        Fiber<IReadOnlyList<IPEndPoint>> four = world.Network.ResolveAsync("192.0.2.1", 1);
        Assert.Equal([new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1)], await four);
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 2)], await world.Network.ResolveAsync("::1", 2));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_name_that_does_not_exist_is_said_to(string driver) => World.Run(driver, static async world =>
    {
        // The reserved top-level domain; a machine without a name server may answer "try again".
        NameResolutionException failure =
            await Expect.Throws<NameResolutionException>(async () => await world.Network.ResolveAsync("nobody.invalid", 80));
        Assert.Equal("nobody.invalid", failure.Host);
        Assert.Contains("nobody.invalid", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Error, new[] { NameResolutionError.NONAME, NameResolutionError.AGAIN, NameResolutionError.FAIL, NameResolutionError.NODATA });
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_look_up_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        using var cancel = new CancellationTokenSource();
        FiberHandle looking = world.Loop.Spawn(
            static async at => await at.Network.ResolveAsync("localhost", 80, at.Token), (world.Network, cancel.Token));
        cancel.Cancel();
        try
        {
            await looking;

            // Only another thread can have been faster than the cancellation.
            Assert.False(world.Loop.Driver.IsVirtualTime);
        }
        catch (OperationCanceledException)
        {
            // In time.
        }

        await Expect.Throws<OperationCanceledException>(async () => await world.Network.ResolveAsync("localhost", 80, cancel.Token));
        await Expect.Throws<OperationCanceledException>(async () => await world.Network.ResolveAsync("127.0.0.1", 80, cancel.Token));
    });

    [Fact]
    public void A_look_up_ends_in_time() => LoopThread.RunFiber(static async loop =>
    {
        // In virtual time the look-up takes longer than this.
        LinuxException late = await Expect.Throws<LinuxException>(
            static async () => await NameResolver.ResolveAsync("localhost", 80, TimeSpan.FromMicroseconds(1)));
        Assert.Equal(Errno.ETIMEDOUT, late.Errno);
        Assert.NotEmpty(await NameResolver.ResolveAsync("localhost", 80, TimeSpan.FromSeconds(1)));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Connecting_by_name_works(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection client = await world.Network.ConnectAsync("localhost", ((IPEndPoint)listener.LocalEndPoint).Port);
        using IConnection server = await accept;
        await client.SendAsync("by name"u8.ToArray());
        Assert.Equal("by name"u8.ToArray(), await server.ReceiveExactly(7));
    });

    [Fact]
    public void Every_address_is_tried_in_turn() => World.Run("simulated", static async world =>
    {
        using IListener listener = world.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint).Port;
        ((SimulatedNetwork)world.Network).SetName("many.example", IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.9"), IPAddress.Loopback);
        using IConnection client = await world.Network.ConnectAsync("many.example", port);
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);

        ((SimulatedNetwork)world.Network).SetName("none.example", IPAddress.IPv6Loopback, IPAddress.Parse("127.0.0.9"));
        LinuxException refused = await Expect.Throws<LinuxException>(async () => await world.Network.ConnectAsync("none.example", port));
        Assert.Equal(Errno.ECONNREFUSED, refused.Errno);
    });
}
