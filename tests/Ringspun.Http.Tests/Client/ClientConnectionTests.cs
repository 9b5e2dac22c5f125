using System.Text;
using Ringspun.Http.Tests.Server;
using Ringspun.Linux;

namespace Ringspun.Http.Tests.Client;

/// <summary>What a client makes of what servers do, good or bad.</summary>
public sealed class ClientConnectionTests
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

    private struct ThrowingSink : IResponseSink
    {
        public readonly void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields) => throw new NotSupportedException();

        public readonly void Data(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
