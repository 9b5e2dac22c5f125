using System.Net;
using Ringspun.Samples.TunForwarder;

namespace Ringspun.Tests.Samples;

/// <summary>The forwarder's way to a host whose name has several addresses, on each driver.</summary>
public sealed class DialerTests
{
    private static readonly DialLimits Limits = new();

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Addresses_are_tried_in_turn(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        var open = (IPEndPoint)listener.LocalEndPoint;
        IPEndPoint closed = await Closed(world);
        DirectDialer dialer = new(new NamedNetwork(world.Network, [closed, closed, open]), Limits);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection connection = await dialer.DialAsync("host", 80);
        using IConnection accepted = await accept;
        Assert.Equal(open, connection.RemoteEndPoint);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void The_last_ones_error_is_told(string driver) => World.Run(driver, static async world =>
    {
        IPEndPoint closed = await Closed(world);
        DirectDialer dialer = new(new NamedNetwork(world.Network, [closed, closed]), Limits);
        LinuxException failure = await Expect.Throws<LinuxException>(async () => await dialer.DialAsync("host", 80));
        Assert.Equal(Errno.ECONNREFUSED, failure.Errno);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void One_that_says_nothing_holds_nobody_up_for_long(string driver) => World.Run(driver, static async world =>
    {
        using IListener unused = world.Listen();
        using IListener listener = world.Listen();
        var open = (IPEndPoint)listener.LocalEndPoint;
        IPEndPoint silent = new(IPAddress.Loopback, 9);
        DialLimits limits = Limits with { Connect = TimeSpan.FromMilliseconds(30) };
        DirectDialer hasty = new(new NamedNetwork(world.Network, [silent], silent, unused), limits);
        LinuxException failure = await Expect.Throws<LinuxException>(async () => await hasty.DialAsync("host", 80));
        Assert.Equal(Errno.ETIMEDOUT, failure.Errno);
        Assert.Contains("0.03 seconds", failure.Message, StringComparison.Ordinal);

        // The address behind it gets as long as it needs.
        IoOperation<IConnection> accept = listener.AcceptAsync();
        DirectDialer dialer = new(new NamedNetwork(world.Network, [silent, open], silent, unused), Limits with { Connect = TimeSpan.FromSeconds(1) });
        using IConnection connection = await dialer.DialAsync("host", 80);
        using IConnection accepted = await accept;
        Assert.Equal(open, connection.RemoteEndPoint);
    });

    /// <summary>An address at which nobody listens any more.</summary>
    private static async Fiber<IPEndPoint> Closed(World world)
    {
        IListener listener = world.Listen();
        listener.Dispose();
        await world.Settle();
        return (IPEndPoint)listener.LocalEndPoint;
    }
}
