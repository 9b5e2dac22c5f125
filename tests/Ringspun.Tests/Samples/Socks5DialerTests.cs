using System.Net;
using System.Text;
using Ringspun.Samples.TunForwarder;

namespace Ringspun.Tests.Samples;

/// <summary>The forwarder's way through a SOCKS5 proxy, on each driver: what it asks, what it makes of the answers, and how long it waits for them.</summary>
public sealed class Socks5DialerTests
{
    private static readonly DialLimits Limits = new();

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Names_and_addresses_are_asked_for_as_they_are(string driver) => World.Run(driver, static async world =>
    {
        await Ask(world, "example.org", [5, 1, 0, 3, 11, .. "example.org"u8, 0x1F, 0x90], SocksServer.Granted);
        await Ask(world, "192.0.2.7", [5, 1, 0, 1, 192, 0, 2, 7, 0x1F, 0x90], [5, 0, 0, 4, .. new byte[18]]);
        byte[] ipv6 = IPAddress.Parse("2001:db8::7").GetAddressBytes();
        await Ask(world, "2001:db8::7", [5, 1, 0, 4, .. ipv6, 0x1F, 0x90], [5, 0, 0, 3, 255, .. new byte[257]]);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_name_and_a_password_are_given_to_who_asks_for_them(string driver) => World.Run(driver, static async world =>
    {
        byte[] longest = [.. Enumerable.Range(1, 255).Select(static number => (byte)number)];
        using IListener listener = world.Listen();
        Socks5Proxy proxy = ProxyAt(listener) with { User = "us er"u8.ToArray(), Password = longest };
        foreach (byte method in (byte[])[2, 0])
        {
            FiberHandle<(IConnection, List<byte[]>)> serving = Serve(listener, SocksServer.Granted, method);
            using IConnection connection = await new Socks5Dialer(world.Network, proxy, Limits).DialAsync("host", 1);
            (IConnection server, List<byte[]> asked) = await serving;
            Assert.Equal([5, 2, 0, 2], asked[0]);
            if (method == 2)
            {
                Assert.Equal([1, 5, .. "us er"u8, 255, .. longest], asked[1]);
            }

            Assert.Equal([5, 1, 0, 3, 4, .. "host"u8, 0, 1], asked[^1]);
            server.Dispose();
        }

        FiberHandle<(IConnection Server, List<byte[]>)> refusing = Serve(listener, [], method: 2, isKnown: false);
        LinuxException failure = await Fails(world, proxy, Limits);
        Assert.Equal(Errno.EACCES, failure.Errno);
        Assert.Contains("does not accept the user's name and password", failure.Message, StringComparison.Ordinal);
        (await refusing).Server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Every_refusal_has_its_error_and_says_what_it_means(string driver) => World.Run(driver, static async world =>
    {
        (byte Code, Errno Errno, string Words)[] refusals =
        [
            (1, Errno.ECONNABORTED, "has failed"), (2, Errno.EACCES, "do not allow"), (3, Errno.ENETUNREACH, "no route"), (4, Errno.EHOSTUNREACH, "cannot reach the host"),
            (5, Errno.ECONNREFUSED, "nothing listens"), (6, Errno.ETIMEDOUT, "too long"), (7, Errno.EOPNOTSUPP, "CONNECT"), (8, Errno.EAFNOSUPPORT, "kind of address"),
            (9, Errno.EPROTO, "the code 9"), (255, Errno.EPROTO, "the code 255"),
        ];
        using IListener listener = world.Listen();
        foreach ((byte code, Errno errno, string words) in refusals)
        {
            // Some say no more than the code.
            byte[] answer = code % 2 == 0 ? [5, code] : [5, code, 0, 1, 0, 0, 0, 0, 0, 0];
            FiberHandle<(IConnection Server, List<byte[]>)> refusing = Serve(listener, answer);
            LinuxException failure = await Fails(world, ProxyAt(listener), Limits);
            Assert.Equal(errno, failure.Errno);
            Assert.StartsWith($"connect host:1 through the proxy 127.0.0.1:{ProxyAt(listener).Port}: {errno} ", failure.Message, StringComparison.Ordinal);
            Assert.Contains(words, failure.Advice, StringComparison.Ordinal);
            (await refusing).Server.Dispose();
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void What_is_no_socks5_is_refused(string driver) => World.Run(driver, static async world =>
    {
        // The answer to the greeting, and the one to the request; after the last that there is the stream ends.
        (byte[] First, byte[]? Second, Errno Errno, string Words)[] answers =
        [
            ([], null, Errno.EPROTO, "in the middle"),
            ([5], null, Errno.EPROTO, "in the middle"),
            ([4, 0], null, Errno.EPROTO, "not answer as a SOCKS5 proxy"),
            ("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), null, Errno.EPROTO, "not answer as a SOCKS5 proxy"),
            (new byte[100_000], null, Errno.EPROTO, "not answer as a SOCKS5 proxy"),
            ([5, 1], null, Errno.EPROTO, "method 1"),
            ([5, 2], null, Errno.EPROTO, "method 2"),
            ([5, 0xFF], null, Errno.EACCES, "wants a user's name"),
            ([5, 0], [], Errno.EPROTO, "in the middle"),
            ([5, 0], [5], Errno.EPROTO, "in the middle"),
            ([5, 0], [5, 0, 0, 1], Errno.EPROTO, "in the middle"),
            ([5, 0], [5, 0, 0, 1, 0, 0, 0, 0, 0], Errno.EPROTO, "in the middle"),
            ([5, 0], [5, 0, 0, 3, 255, 1, 2, 3], Errno.EPROTO, "in the middle"),
            ([5, 0], [4, 0, 0, 1, 0, 0, 0, 0, 0, 0], Errno.EPROTO, "not answer as a SOCKS5 proxy"),
            ([5, 0], [5, 0, 0, 2, 0, 0, 0, 0, 0, 0], Errno.EPROTO, "not answer as a SOCKS5 proxy"),
            ([5, 0, .. new byte[100_000]], null, Errno.EPROTO, "not answer as a SOCKS5 proxy"),
        ];
        using IListener listener = world.Listen();
        foreach ((byte[] first, byte[]? second, Errno errno, string words) in answers)
        {
            FiberHandle answering = world.Loop.Spawn(
                static async at =>
                {
                    using IConnection connection = await at.listener.AcceptAsync();
                    await Say(connection, at.first, asked: 3);
                    if (at.second is not null)
                    {
                        await Say(connection, at.second, asked: 11);
                    }

                    await End(connection);
                },
                (listener, first, second));
            LinuxException failure = await Fails(world, ProxyAt(listener), Limits);
            Assert.Equal(errno, failure.Errno);
            Assert.Contains(words, failure.Advice, StringComparison.Ordinal);
            await answering;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_proxy_that_resets_or_says_nothing_is_given_up(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        FiberHandle resetting = world.Loop.Spawn(
            static async listener =>
            {
                IConnection connection = await listener.AcceptAsync();
                _ = await SocksServer.Read(connection, 3);
                connection.Abort();
            },
            listener);
        LinuxException failure = await Fails(world, ProxyAt(listener), Limits);
        Assert.Equal(Errno.ECONNRESET, failure.Errno);
        Assert.Contains("broke before it had answered", failure.Message, StringComparison.Ordinal);
        await resetting;

        IoOperation<IConnection> accept = listener.AcceptAsync();
        failure = await Fails(world, ProxyAt(listener), Limits with { Proxy = TimeSpan.FromMilliseconds(20) });
        Assert.Equal(Errno.ETIMEDOUT, failure.Errno);
        Assert.Contains("has not answered within 0.02 seconds", failure.Message, StringComparison.Ordinal);
        using IConnection silent = await accept;
        _ = await SocksServer.Read(silent, 3);
        await Expect.Fails(silent.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void What_cannot_be_said_is_not_asked(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        foreach (string host in (string[])["b\u00FCcher.example", new string('a', 256), "fe80::1%1"])
        {
            Socks5Dialer dialer = new(world.Network, ProxyAt(listener), Limits);
            LinuxException failure = await Expect.Throws<LinuxException>(async () => await dialer.DialAsync(host, 1));
            Assert.Equal(Errno.EINVAL, failure.Errno);
        }
    });

    /// <summary>Dials, and looks at what the proxy was asked. What the host says at once stays in the stream, and the proxy's time limit is over.</summary>
    private static async Fiber Ask(World world, string host, byte[] request, byte[] answer)
    {
        using IListener listener = world.Listen();
        FiberHandle<(IConnection, List<byte[]>)> serving = Serve(listener, [.. answer, .. "hello"u8]);
        using IConnection connection = await new Socks5Dialer(world.Network, ProxyAt(listener), Limits).DialAsync(host, 8080);
        (IConnection server, List<byte[]> asked) = await serving;
        Assert.Equal([[5, 1, 0], request], asked);
        Assert.Equal("hello", Encoding.ASCII.GetString(await SocksServer.Read(connection, 5)));
        Assert.Equal((long.MaxValue, Timeout.InfiniteTimeSpan), (connection.ReceiveDeadline, connection.SendStallTimeout));
        server.Dispose();
    }

    private static FiberHandle<(IConnection Server, List<byte[]> Asked)> Serve(IListener listener, byte[] answer, byte method = 0, bool isKnown = true) =>
        EventLoop.Required.Spawn(
            static at => SocksServer.Accept(at.listener, at.answer, at.method, at.isKnown), (listener, answer, method, isKnown));

    private static Fiber<LinuxException> Fails(World world, Socks5Proxy proxy, DialLimits limits)
    {
        Socks5Dialer dialer = new(world.Network, proxy, limits);
        return Expect.Throws<LinuxException>(async () => await dialer.DialAsync("host", 1));
    }

    /// <summary>Answers what has been asked, where the client still listens.</summary>
    private static async Fiber Say(IConnection connection, byte[] answer, int asked)
    {
        _ = await SocksServer.Read(connection, asked);
        try
        {
            if (answer.Length > 0)
            {
                await connection.SendAsync(answer);
            }
        }
        catch (LinuxException failure) when (failure.Errno is Errno.ECONNRESET or Errno.EPIPE)
        {
            // It has heard enough.
        }
    }

    /// <summary>Ends the stream and waits until the client has gone, too: a reset would overtake what was said.</summary>
    private static async Fiber End(IConnection connection)
    {
        try
        {
            connection.ShutdownSend();
            while (await connection.ReceiveAsync(new byte[100]) > 0)
            {
            }
        }
        catch (LinuxException failure) when (failure.Errno is Errno.ECONNRESET or Errno.EPIPE)
        {
            // It has gone by a reset.
        }
    }

    private static Socks5Proxy ProxyAt(IListener listener) => new("127.0.0.1", (ushort)((IPEndPoint)listener.LocalEndPoint).Port);
}
