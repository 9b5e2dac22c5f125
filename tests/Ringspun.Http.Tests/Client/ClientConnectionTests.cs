using System.Text;
using Ringspun.Http.Tests.Server;

namespace Ringspun.Http.Tests.Client;

/// <summary>What a client makes of what servers do, good or bad.</summary>
public sealed partial class ClientConnectionTests
{
    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_response_is_read_with_its_times(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            Assert.Equal("GET / HTTP/1.1\r\nHost: test\r\n\r\n", await peer.ReadRequestsAsync());
            await Fiber.Sleep(TimeSpan.FromMilliseconds(20));
            await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe");
            await Fiber.Sleep(TimeSpan.FromMilliseconds(20));
            await peer.SendAsync("llo");
            Assert.True(await peer.WaitForEndAsync());
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            long start = world.Loop.ReadClock();
            client.Ask(world.Get, tag: 7);
            Assert.False(client.CanAsk);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((200, 5, 7, true, true), (exchange.Status, exchange.BodyBytes, exchange.Tag, exchange.IsReusable, exchange.IsComplete));
            Assert.Same(world.Get, exchange.Request);
            Assert.Equal("[GET 200 -] hello", client.Sink.Text);
            Assert.InRange(exchange.Sent - start, 0, 15_000_000);
            Assert.InRange(exchange.FirstByte - exchange.Sent, 19_000_000, 1_000_000_000);
            Assert.InRange(exchange.End - exchange.FirstByte, 10_000_000, 1_000_000_000);
            Assert.Equal(world.Get.Length, client.BytesSent);
            Assert.Equal(43, client.BytesReceived);
            Assert.True(client.CanAsk);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Pipelined_requests_go_out_together_and_are_answered_in_order(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            string requests = await peer.ReadRequestsAsync(3);
            Assert.Equal(2, requests.Split("GET").Length - 1);
            Assert.Equal(1, requests.Split("HEAD").Length - 1);
            await peer.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + ClientWorld.Ok("one") + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + ClientWorld.Ok("three"));
            _ = await peer.ReadRequestsAsync(2);
            await peer.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n" + ClientWorld.Ok("five"));
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync(3);
            PreparedRequest[] requests = [world.Get, world.Head, world.Get, world.Get, world.Get];
            for (int i = 0; i < 3; i++)
            {
                client.Ask(requests[i], tag: i);
            }

            Assert.Throws<InvalidOperationException>(() => client.Ask(world.Get));
            for (int i = 0, asked = 3; i < 5; i++)
            {
                HttpExchange exchange = await client.ReadAsync();
                Assert.Equal((200, i, true), (exchange.Status, exchange.Tag, exchange.IsReusable));
                Assert.Same(requests[i], exchange.Request);
                if (i == 2)
                {
                    client.Ask(requests[asked], tag: asked++);
                    client.Ask(requests[asked], tag: asked++);
                }
            }

            Assert.Equal("[GET 200 -] one[HEAD 200 -] [GET 200 -] three[GET 200 -] ab[GET 200 -] five", client.Sink.Text);
            Assert.Equal(0, client.Pending);
            Assert.False(client.TryRead(out _));
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_body_may_end_with_the_connection(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync("HTTP/1.1 200 OK\r\n\r\nhello");
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((true, false, 5), (exchange.IsComplete, exchange.IsReusable, exchange.BodyBytes));
            Assert.Equal(HttpFailureKind.Closed, client.Failure.Kind);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void What_was_asked_behind_the_last_response_may_be_asked_again(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync(3);
            await peer.SendAsync(ClientWorld.Ok("last", "Connection: close\r\n"));
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync(3);
            client.Ask(world.Get);
            client.Ask(world.Get);
            client.Ask(world.Get);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((true, false), (exchange.IsComplete, exchange.IsReusable));
            Assert.False(client.CanAsk);
            Assert.Equal(HttpFailureKind.Closed, (await client.ReadAsync()).Failure.Kind);
            Assert.True(client.TryRead(out exchange));
            Assert.Equal(HttpFailureKind.Closed, exchange.Failure.Kind);
            Assert.Same(world.Get, exchange.Request);
            Assert.False(client.TryRead(out exchange));
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_request_that_says_close_is_the_last(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync(ClientWorld.Ok("x"));
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Prepare("GET", connection: "close"));
            Assert.False((await client.ReadAsync()).IsReusable);
            Assert.False(client.IsOpen);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_server_that_closes_while_nothing_is_asked_closes_in_due_form(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            _ = await peer.ReadRequestsAsync();
            await peer.SendAsync(ClientWorld.Ok("x"));
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            Assert.True((await client.ReadAsync()).IsComplete);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Null(exchange.Request);
            Assert.Equal(HttpFailureKind.Closed, exchange.Failure.Kind);
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Another_fiber_may_ask_while_one_reads(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            for (int i = 0; i < 3; i++)
            {
                _ = await peer.ReadRequestsAsync();
                await peer.SendAsync(ClientWorld.Ok("x"));
            }

            // The last one is left unanswered.
            _ = await peer.ReadRequestsAsync();
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<RecordingSink> client = await world.ConnectAsync(4);
            FiberHandle asking = world.Loop.Spawn(
                static async work =>
                {
                    for (int i = 0; i < 4; i++)
                    {
                        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
                        work.client.Ask(work.world.Get, work.world.After(100), i);
                        work.client.Flush();
                    }
                },
                (client, world));
            for (int i = 0; i < 3; i++)
            {
                HttpExchange exchange = await client.ReadAsync();
                Assert.Equal((i, true), (exchange.Tag, exchange.IsComplete));
            }

            Assert.Equal(HttpFailureKind.Timeout, (await client.ReadAsync()).Failure.Kind);
            await asking;
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Closing_ends_a_read_under_way(string driver) => ClientWorld.Run(
        driver,
        static async peer => await peer.WaitForEndAsync(),
        static async world =>
        {
            HttpClientConnection<RecordingSink> client = await world.ConnectAsync();
            client.Ask(world.Get);
            FiberHandle closing = world.Loop.Spawn(
                static async c =>
                {
                    await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
                    c.Dispose();
                    c.Dispose();
                },
                client);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Same(world.Get, exchange.Request);
            Assert.Equal(HttpFailureKind.Closed, exchange.Failure.Kind);
            await closing;
        });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_large_body_is_sent_while_the_responses_before_it_are_read(string driver) => ClientWorld.Run(
        driver,
        static async peer =>
        {
            // Reads no more until its own answer has gone out, which is more than the sockets hold.
            await peer.ReadSomeAsync();
            await peer.SendAsync(ClientWorld.Ok(new string('x', 8_000_000)));
            _ = await peer.WaitForEndAsync();
        },
        static async world =>
        {
            using HttpClientConnection<IgnoreBody> client = await world.ConnectAsync<IgnoreBody>(2);
            client.Ask(world.Prepare("POST", body: new byte[8_000_000]), world.After(20_000));
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((200, 8_000_000, true), (exchange.Status, exchange.BodyBytes, exchange.IsComplete));
            client.Dispose();
        });

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        foreach (HttpClientOptions options in (HttpClientOptions[])
        [
            new() { PipelineDepth = 0 }, new() { PipelineDepth = 1_000_000 }, new() { SendTimeout = TimeSpan.Zero }, new() { Limits = new() { MaxHeadBytes = 0 } },
        ])
        {
            Assert.ThrowsAny<ArgumentException>(options.Validate);
        }

        HttpClientOptions.Default.Validate();
        Assert.Throws<InvalidOperationException>(static () => new HttpClientConnection<IgnoreBody>());
    }

    [Fact]
    public void Responses_do_not_depend_on_how_they_are_cut()
    {
        string stream = string.Concat(Enumerable.Range(1, 8).Select(static i =>
            "HTTP/1.1 100 Continue\r\n\r\n" + ClientWorld.Ok(new string((char)('a' + i), i * 7)) + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
        string[] read = [.. Enumerable.Range(1, 12).Select(seed =>
        {
            string text = "";
            ClientWorld.Run(
                Drivers.Simulated,
                async peer =>
                {
                    _ = await peer.ReadRequestsAsync();
                    await peer.SendAsync(stream);
                    _ = await peer.WaitForEndAsync();
                },
                async world =>
                {
                    using HttpClientConnection<RecordingSink> client = await world.ConnectAsync(16);
                    for (int i = 0; i < 16; i++)
                    {
                        client.Ask(world.Get);
                    }

                    for (int i = 0; i < 16; i++)
                    {
                        Assert.True((await client.ReadAsync()).IsReusable);
                    }

                    text = client.Sink.Text;
                },
                new Simulation.SimulatedNetworkOptions { LargestPiece = seed * seed, ChunkSize = 16 + seed },
                seed);
            return text;
        })];
        Assert.Equal(Encoding.Latin1.GetByteCount(read[0]), read[0].Length);
        Assert.All(read, text => Assert.Equal(read[^1], text));
    }
}
