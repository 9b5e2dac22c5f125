using System.Net;
using Ringspun.Samples.TunForwarder;
using Ringspun.Tcp.Addresses;
using Ringspun.UserLevel;

namespace Ringspun.Tests.Samples;

/// <summary>The forwarder's core, between a user-level network in memory and each driver's own network.</summary>
public sealed class ForwarderTests
{
    private static readonly IPEndPoint Inside = new(IPAddress.Parse("10.0.0.2"), 80);

    /// <summary>Each driver, straight and through a proxy.</summary>
    public static TheoryData<string, bool> Ways => [.. from row in Drivers.All from proxied in (bool[])[false, true] select (row.Data, proxied)];

    [Theory, MemberData(nameof(Ways))]
    public void Both_directions_are_carried_and_one_may_end_before_the_other(string driver, bool proxied) => Run(driver, proxied, static async at =>
    {
        (IConnection client, IConnection server) = await at.Connect();
        byte[] question = Bytes.Random(500_000, Seeds.Next());
        byte[] answer = Bytes.Random(300_000, Seeds.Next());
        FiberHandle asking = EventLoop.Required.Spawn(
            static async work =>
            {
                await work.client.SendAsync(work.question);
                work.client.ShutdownSend();
            },
            (client, question));
        Assert.Equal(question, await ReadToEnd(server));
        await asking;
        FiberHandle answering = EventLoop.Required.Spawn(
            static async work =>
            {
                await work.server.SendAsync(work.answer);
                work.server.Dispose();
            },
            (server, answer));
        Assert.Equal(answer, await ReadToEnd(client));
        await answering;
        client.Dispose();
    });

    [Theory, MemberData(nameof(Ways))]
    public void A_reset_is_passed_on_either_way(string driver, bool proxied) => Run(driver, proxied, static async at =>
    {
        (IConnection client, IConnection server) = await at.Connect();
        IoOperation<int> receive = client.ReceiveAsync(new byte[1]);
        server.Abort();
        await Expect.Fails(receive, Errno.ECONNRESET);
        client.Dispose();

        (client, server) = await at.Connect();
        receive = server.ReceiveAsync(new byte[1]);
        client.Abort();
        await Expect.Fails(receive, Errno.ECONNRESET);
        server.Dispose();
    });

    [Theory, MemberData(nameof(Ways))]
    public void Who_does_not_read_stops_who_sends(string driver, bool proxied) => Run(driver, proxied, static async at =>
    {
        (IConnection client, IConnection server) = await at.Connect();
        client.SendStallTimeout = TimeSpan.FromMilliseconds(200);
        await Expect.Fails(client.SendAsync(new byte[100_000_000]), Errno.ETIMEDOUT);
        client.Abort();
        server.Dispose();
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Where_nobody_listens_the_connection_is_reset(string driver) => Run(driver, proxied: false, static async at =>
    {
        at.Target.Dispose();
        using IConnection client = await at.Client.ConnectAsync(Inside);
        await Expect.Fails(client.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void What_the_proxy_refuses_is_reset(string driver) => Run(driver, proxied: true, static async at =>
    {
        FiberHandle<(IConnection Proxy, List<byte[]>)> refusing = EventLoop.Required.Spawn(static on => SocksServer.Accept(on, [5, 5, 0, 1, 0, 0, 0, 0, 0, 0]), at.Target);
        using IConnection client = await at.Client.ConnectAsync(Inside);
        await Expect.Fails(client.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
        (await refusing).Proxy.Dispose();
    });

    [Theory]
    [InlineData("80=example.org:8080", 80, "example.org", 8080)]
    [InlineData("1=127.0.0.1:65535", 1, "127.0.0.1", 65535)]
    [InlineData("443=[::1]:444", 443, "::1", 444)]
    public void Rules_are_read(string text, int port, string host, int hostPort) =>
        Assert.Equal(new ForwardRule((ushort)port, host, (ushort)hostPort), ForwardRule.TryParse(text));

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("80=host")]
    [InlineData("=host:1")]
    [InlineData("80=:1")]
    [InlineData("0=host:1")]
    [InlineData("80=host:0")]
    [InlineData("80=host:65536")]
    [InlineData("80=::1:1")]
    [InlineData("80=[]:1")]
    [InlineData("+80=host:1")]
    public void Others_are_refused(string text) => Assert.Null(ForwardRule.TryParse(text));

    private static async Fiber<byte[]> ReadToEnd(IConnection connection)
    {
        var all = new MemoryStream();
        var buffer = new byte[20_000];
        int count;
        while ((count = await connection.ReceiveAsync(buffer)) > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>A client on a network in memory, the forwarder at its other end, and a listener on the network that it forwards to.</summary>
    private static void Run(string driver, bool proxied, Func<Setting, Fiber> body) => LoopThread.Run(() =>
    {
        (Func<IDriver> makeDriver, Func<IDriver, INetwork> makeNetwork) = Drivers.Find(driver);
        using var loop = new EventLoop(makeDriver());
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair();
        using var client = new UserNetwork(new UserNetworkOptions { Addresses = [IpPrefix.Parse("10.0.0.1/24")] }, one);
        using var inside = new UserNetwork(new UserNetworkOptions { Addresses = [IpPrefix.Parse("10.0.0.2/24")] }, other);
        loop.RunUntil(
            static async at =>
            {
                using IBinding target = at.outside.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                using IListener listener = target.Listen(EventLoop.Required);
                using IBinding binding = at.inside.Bind(Inside);
                IListener front = binding.Listen(EventLoop.Required);
                var port = (ushort)((IPEndPoint)target.LocalEndPoint).Port;
                ForwardRule rule = at.proxied ? new((ushort)Inside.Port, "example.org", 80) : new((ushort)Inside.Port, "127.0.0.1", port);
                DialLimits limits = new();
                IDialer dialer = at.proxied ? new Socks5Dialer(at.outside, new Socks5Proxy("127.0.0.1", port), limits) : new DirectDialer(at.outside, limits);
                FiberHandle forwarding = EventLoop.Required.Spawn(
                    static work => new Forwarder(work.dialer).Run(work.front, work.rule), (dialer, front, rule));
                await at.body(new Setting(at.client, listener, at.proxied));
                front.Dispose();
                await forwarding;
            },
            (client, inside, outside: makeNetwork(loop.Driver), proxied, body));
    });

    private sealed record Setting(UserNetwork Client, IListener Target, bool Proxied)
    {
        public async Fiber<(IConnection Client, IConnection Server)> Connect()
        {
            FiberHandle<IConnection> accepting = EventLoop.Required.Spawn(static at => at.Accept(), this);
            IConnection client = await Client.ConnectAsync(Inside);
            return (client, await accepting);
        }

        /// <summary>The host's end: the proxy's, where there is one, since it is the host once it has answered.</summary>
        private async Fiber<IConnection> Accept() =>
            Proxied ? (await SocksServer.Accept(Target, SocksServer.Granted)).Connection : await Target.AcceptAsync();
    }
}
