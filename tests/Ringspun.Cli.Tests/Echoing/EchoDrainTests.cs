using Ringspun.Linux;

namespace Ringspun.Cli.Tests.Echoing;

/// <summary>The server's end.</summary>
public sealed class EchoDrainTests
{
    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void A_drain_returns_what_was_sent_and_ends_streams_in_order(string driver) => EchoWorld.Run(driver, EchoWorld.Lines, static async world =>
    {
        using IConnection client = await world.ConnectAsync();
        _ = await client.SendAsync("one\ntw"u8.ToArray());
        Assert.Equal("one\n"u8.ToArray(), await EchoWorld.ReceiveExactlyAsync(client, 4));
        FiberHandle draining = world.Loop.Spawn(static w => w.Server.DrainAsync(TimeSpan.FromSeconds(20)), world);
        _ = await client.SendAsync("o"u8.ToArray());
        Assert.Equal("two"u8.ToArray(), await EchoWorld.ReceiveToEndAsync(client));
        client.Dispose();
        await draining;
    });

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void What_is_left_after_the_drain_is_reset(string driver) => EchoWorld.Run(driver, EchoWorld.Bytes, static async world =>
    {
        using IConnection stubborn = await world.ConnectAsync();
        FiberHandle<int> sending = world.Loop.Spawn(static async c => await c.SendAsync(new byte[64 * 1024 * 1024]), stubborn);
        await EchoWorld.Until(() => world.Server.Active == 1);
        await world.Server.DrainAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, world.Server.Active);
        LinuxException failure = await Assert.ThrowsAsync<LinuxException>(async () => await sending);
        Assert.Contains(failure.Errno, new[] { Errno.ECONNRESET, Errno.EPIPE });
    });

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void A_draining_server_takes_no_connections(string driver) => EchoWorld.Run(driver, EchoWorld.Bytes with { MaxConnections = 1 }, static async world =>
    {
        using IConnection client = await world.ConnectAsync();
        _ = await client.SendAsync(new byte[1]);
        _ = await EchoWorld.ReceiveExactlyAsync(client, 1);
        FiberHandle draining = world.Loop.Spawn(static w => w.Server.DrainAsync(TimeSpan.FromSeconds(20)), world);
        await EchoWorld.Until(() => world.Server.IsDraining);
        LinuxException failure = await Assert.ThrowsAsync<LinuxException>(async () => await world.ConnectAsync());
        Assert.Equal(Errno.ECONNREFUSED, failure.Errno);
        client.Dispose();
        await draining;
    });
}
