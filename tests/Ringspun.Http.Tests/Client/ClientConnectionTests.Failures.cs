using Ringspun.Http.Tests.Server;
using Ringspun.Linux;

namespace Ringspun.Http.Tests.Client;

/// <content>What goes wrong, each under its own name.</content>
public sealed partial class ClientConnectionTests
{
    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_deadline_ends_the_connection(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync(2);
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
            try
            {
                // A byte now and then does not prolong it.
                while (true)
                {
                    await peer.SendAsync("x");
                    await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
                }
            }
            catch (LinuxException)
            {
            }
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync(2);
            client.Ask(world.Get, world.After(100));
            client.Ask(world.Get, world.After(200));
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal(HttpFailureKind.Timeout, exchange.Failure.Kind);
            Assert.Equal(200, exchange.Status);
            Assert.InRange(exchange.BodyBytes, 1, 20);
            Assert.InRange(exchange.End - exchange.Sent, 99_000_000, 1_000_000_000);
            Assert.False(exchange.IsReusable);
            Assert.False(client.IsOpen);

            exchange = await client.ReadAsync();
            Assert.Equal((HttpFailureKind.Timeout, 0), (exchange.Failure.Kind, exchange.Status));
            Assert.Null((await client.ReadAsync()).Request);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_body_without_a_pause_and_without_an_end_does_not_outlast_the_deadline(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            byte[] piece = new byte[256 * 1024];
            try
            {
                while (true)
                {
                    _ = await peer.Connection.SendAsync(piece);
                }
            }
            catch (LinuxException)
            {
            }
        },
        static async world =>
        {
            using HttpClientConnection<IgnoreBody> client = await world.ConnectAsync<IgnoreBody>();
            client.Ask(world.Get, world.After(100));
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((HttpFailureKind.Timeout, 200), (exchange.Failure.Kind, exchange.Status));
            Assert.True(exchange.BodyBytes > 1000);
            Assert.InRange(exchange.End - exchange.Sent, 90_000_000, 1_000_000_000);
        },
        new Simulation.SimulatedNetworkOptions { Link = new() { Latency = TimeSpan.FromMilliseconds(1) } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void An_early_end_is_a_read_failure(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal(new HttpFailure(HttpFailureKind.Read), exchange.Failure);
            Assert.Equal((200, 4), (exchange.Status, exchange.BodyBytes));
            Assert.NotEqual(0, exchange.FirstByte);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_reset_is_a_read_failure_with_its_cause(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            peer.Connection.Abort();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((HttpFailureKind.Read, Errno.ECONNRESET), (exchange.Failure.Kind, exchange.Failure.Errno));
            Assert.Equal(0, exchange.FirstByte);
            Assert.Contains("ECONNRESET", exchange.Failure.ToString(), StringComparison.Ordinal);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Garbage_is_a_protocol_failure(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("220 smtp.example.com ESMTP\r\n");
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal(new HttpFailure(HttpFailureKind.Protocol, ResponseRefusal.NotHttp), exchange.Failure);
            Assert.Equal("protocol: NotHttp", exchange.Failure.ToString());
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void An_endless_head_is_refused(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\n");
            try
            {
                while (true)
                {
                    await peer.SendAsync("X-Field: 0123456789012345678901234567890123456789\r\n");
                }
            }
            catch (LinuxException)
            {
            }
        },
        static async world =>
        {
            var options = new HttpClientOptions { Limits = new HttpResponseLimits { MaxHeadBytes = 4000 } };
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync(options: options);
            client.Ask(world.Get);
            Assert.Equal(new HttpFailure(HttpFailureKind.Protocol, ResponseRefusal.HeadTooLarge), (await client.ReadAsync()).Failure);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void An_answer_before_the_request_is_unsolicited(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            await peer.SendAsync(ClientWorld.Ok("too early"));
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            HttpExchange exchange = await client.ReadAsync();
            Assert.Null(exchange.Request);
            Assert.Equal(new HttpFailure(HttpFailureKind.Protocol, ResponseRefusal.Unsolicited), exchange.Failure);
            client.Ask(world.Get);
            exchange = await client.ReadAsync();
            Assert.Same(world.Get, exchange.Request);
            Assert.Equal((ResponseRefusal.Unsolicited, 0), (exchange.Failure.Refusal, exchange.Sent));
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Bytes_behind_the_last_response_are_unsolicited(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync(ClientWorld.Ok("body") + "more than announced");
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            HttpExchange exchange = await client.ReadAsync();
            Assert.True(exchange.IsComplete);
            Assert.False(exchange.IsReusable && client.IsOpen && (await client.ReadAsync()).IsComplete);
            Assert.Equal(ResponseRefusal.Unsolicited, client.Failure.Refusal);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_send_that_the_server_does_not_take_times_out(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            // An answer without having read the request, and no more.
            await peer.ReadSomeAsync();
            await peer.SendAsync(ClientWorld.Ok("x"));
            await Fiber.Sleep(TimeSpan.FromMilliseconds(500));
        },
        static async world =>
        {
            var options = new HttpClientOptions { SendTimeout = TimeSpan.FromMilliseconds(150) };
            using HttpClientConnection<IgnoreBody> client = await world.ConnectAsync<IgnoreBody>(options: options);
            PreparedRequest large = world.Prepare("POST", body: new byte[20_000_000]);
            client.Ask(large);
            Assert.Equal(200, (await client.ReadAsync()).Status);
            client.Ask(large);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal(HttpFailureKind.Timeout, exchange.Failure.Kind);
            Assert.Equal(0, exchange.Sent);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_write_failure_does_not_hide_an_answer(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            await peer.ReadSomeAsync();
            await peer.SendAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
            await Fiber.Sleep(TimeSpan.FromMilliseconds(50));
            peer.Connection.Abort();
        },
        static async world =>
        {
            using HttpClientConnection<IgnoreBody> client = await world.ConnectAsync<IgnoreBody>(2);
            PreparedRequest large = world.Prepare("POST", body: new byte[20_000_000]);
            client.Ask(large);
            client.Ask(large);
            Assert.Equal(413, (await client.ReadAsync()).Status);
            HttpExchange exchange = await client.ReadAsync();
            Assert.True(exchange.Failure.Kind is HttpFailureKind.Write or HttpFailureKind.Read, exchange.Failure.ToString());
            Assert.True(exchange.Failure.Errno is Errno.ECONNRESET or Errno.EPIPE, exchange.Failure.ToString());
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_refused_connection_is_a_connect_failure(string driver) => Drivers.Run(driver, 1, null, null, static async (loop, network) =>
    {
        System.Net.EndPoint address;
        using (IBinding binding = network.Bind(Drivers.AnyPort))
        {
            address = binding.LocalEndPoint;
        }

        using var client = new HttpClientConnection<IgnoreBody>();
        Assert.False(client.CanAsk);
        HttpFailure failure = await client.ConnectAsync(network, address);
        Assert.Equal((HttpFailureKind.Connect, Errno.ECONNREFUSED), (failure.Kind, failure.Errno));
        failure = await client.ConnectAsync(network, address, loop.ReadClock() + 1_000_000_000);
        Assert.Equal((HttpFailureKind.Connect, Errno.ECONNREFUSED), (failure.Kind, failure.Errno));
        Assert.False(client.IsOpen);
    });

    [Fact]
    public void A_connect_that_takes_too_long_is_a_connect_failure()
    {
        var slow = new Simulation.SimulatedNetworkOptions { Link = new() { Latency = TimeSpan.FromSeconds(10) } };
        Drivers.Run(Drivers.Simulated, 1, null, slow, static async (loop, network) =>
        {
            using IBinding binding = network.Bind(Drivers.AnyPort);
            using IListener listener = binding.Listen(loop);
            using var client = new HttpClientConnection<IgnoreBody>();
            HttpFailure failure = await client.ConnectAsync(network, binding.LocalEndPoint, loop.ReadClock() + 1_000_000_000);
            Assert.Equal((HttpFailureKind.Connect, Errno.ETIMEDOUT), (failure.Kind, failure.Errno));
        });
    }

    [Fact]
    public void A_sink_that_throws_ends_the_connection() => ClientWorld.Run(
        Drivers.Simulated,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync(ClientWorld.Ok("x"));
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<ThrowingSink> client = await world.ConnectAsync<ThrowingSink>();
            client.Ask(world.Get);
            await Assert.ThrowsAsync<NotSupportedException>(async () => _ = await client.ReadAsync());
            Assert.False(client.IsOpen);
        });

    private struct ThrowingSink : IResponseSink
    {
        public readonly void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields) => throw new NotSupportedException();

        public readonly void Data(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
