using System.Net;
using Ringspun.Cli.Load;
using Ringspun.Cli.Load.Engine;
using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Thresholds;
using Ringspun.Linux;
using Ringspun.Simulation;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>Servers that misbehave: each way is counted under its own name, and none makes a run hang.</summary>
public class BadServerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    public static TheoryData<string> All => EngineWorld.All;

    /// <summary>What a server says to a request, whether it closes then, and what that is called.</summary>
    public static TheoryData<string, string, bool, string> Answers
    {
        get
        {
            (string Answer, bool Closes, string Name)[] cases =
            [
                ("", true, "read early-close"),
                ("HTTP/1.1 200 OK\r\nContent-Le", true, "read early-close"),
                ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", true, "read early-close"),
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true, "read early-close"),
                ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello", false, "protocol malformed-content-length"),
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", false, "protocol malformed-chunk"),
                ("SSH-2.0-OpenSSH_9.2\r\n", false, "protocol not-http"),
                ("\0\u0001\u0002garbage", false, "protocol not-http"),
                ("HTTP/2.0 200 OK\r\n\r\n", false, "protocol version-not-supported"),
                ($"HTTP/1.1 200 OK\r\nX: {new string('x', 40_000)}", false, "protocol head-too-large"),
                (string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 40)), false, "protocol too-many-interim-responses"),
                ("", false, "timeout"),
                ("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", false, "timeout"),
                ("HTTP/1.1 200 OK\r\n", false, "timeout"),
            ];
            TheoryData<string, string, bool, string> data = [];
            foreach (TheoryDataRow<string> driver in EngineWorld.All)
            {
                foreach ((string answer, bool closes, string name) in cases)
                {
                    data.Add(driver.Data, answer, closes, name);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Answers))]
    public void Each_kind_of_bad_answer_has_its_name(string driver, string answer, bool closes, string name) =>
        EngineWorld.Run(driver, TestServer.Saying(answer, closes), async world =>
        {
            LoadResult result = await world.MeasureAsync(Three(world));
            Assert.Equal((0, 3), (result.Total.Answered, result.Total.Errors));
            Assert.Equal([(name, 3)], Named(result));
        });

    [Theory, MemberData(nameof(All))]
    public void A_reset_is_a_read_error(string driver) => EngineWorld.Run(
        driver,
        static async (connection, _) =>
        {
            await connection.ReceiveAsync(new byte[100]);
            connection.Abort();
        },
        static async world =>
        {
            LoadResult result = await world.MeasureAsync(Three(world));
            Assert.Equal([("read ECONNRESET", 3)], Named(result));
        });

    [Theory, MemberData(nameof(All))]
    public void An_answer_before_the_question_is_a_protocol_error(string driver)
    {
        FiberEvent said = new();
        EngineWorld.Run(
            driver,
            async (connection, _) =>
            {
                await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                said.Set();
                await connection.ReceiveAsync(new byte[100]);
            },
            async world =>
            {
                // In the open loop: a connection that waits for something to ask is read from.
                LoadResult result = await world.MeasureAsync(
                    world.Settings with { Rate = 0.001, Timeout = Short, Duration = TimeSpan.FromSeconds(1) },
                    engine => world.Loop.SpawnDetached(
                        static async at =>
                        {
                            await at.said.Wait();
                            await Fiber.Sleep(Short);
                            at.engine.Interrupt();
                        },
                        (engine, said)));
                Assert.Contains(Named(result), entry => entry.Name == "protocol unsolicited" && entry.Count >= 1);
            });
    }

    [Theory, MemberData(nameof(All))]
    public void Bytes_after_the_answer_are_a_protocol_error_beside_it(string driver) => EngineWorld.Run(
        driver, TestServer.Saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello", closes: false), static async world =>
        {
            LoadResult result = await world.MeasureAsync(Three(world));
            Assert.Equal(3, result.Total.Answered);
            Assert.Equal([("protocol unsolicited", 3)], Named(result));
        });

    [Theory, MemberData(nameof(All))]
    public void An_endless_answer_ends_with_the_timeout(string driver) => EngineWorld.Run(
        driver,
        static async (connection, _) =>
        {
            byte[] piece = new byte[4096];
            await connection.ReceiveAsync(piece);
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"u8.ToArray());
            while (true)
            {
                await connection.SendAsync(piece);
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            }
        },
        static async world =>
        {
            LoadResult result = await world.MeasureAsync(Three(world));
            Assert.Equal([("timeout", 3)], Named(result));
        });

    [Theory, MemberData(nameof(All))]
    public void Nobody_there_is_given_up_with_the_reason(string driver) => EngineWorld.Run(
        driver, TestServer.Answering(TimeSpan.Zero), static async world =>
        {
            EndPoint nobody;
            using (IBinding freed = world.Network.Bind(new IPEndPoint(IPAddress.Loopback, 0)))
            {
                nobody = freed.LocalEndPoint;
            }

            long start = world.Loop.ReadClock();
            LoadResult result = await world.MeasureAsync(
                world.Settings with { Urls = [new WeightedUrl(new Uri($"http://{nobody}/"))], Duration = TimeSpan.FromHours(1) });
            Assert.Contains("ECONNREFUSED", result.GivenUp, StringComparison.Ordinal);
            Assert.Equal("connect ECONNREFUSED", Assert.Single(result.Total.Failures()).Name.ToString());

            // Attempts become rarer: no spinning.
            Assert.InRange(result.Total.Errors, 3, 20);
            LoadVerdict verdict = LoadVerdict.Of(result, []);
            Assert.Equal(1, verdict.ExitCode);
            Assert.Contains("no connection came about", Assert.Single(verdict.Reasons), StringComparison.Ordinal);
        });

    [Fact]
    public void Out_of_ports_says_how_there_are_more() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(TimeSpan.Zero), static async world =>
        {
            LoadResult result = await world.MeasureAsync(world.Settings with { Connections = 2, Duration = null, Requests = 100, KeepAlive = false });
            FailureNote note = Assert.Single(result.Total.Failures());
            Assert.Equal(("connect EADDRNOTAVAIL", 50), (note.Name.ToString(), note.Count));
            Assert.Equal(50, result.Total.Answered);
        },
        new SimulatedNetworkOptions
        {
            Faults = static call => call is { Kind: SimulatedNetworkCallKind.Connect } && call.Number % 2 == 0
                ? new SimulatedNetworkFault { Error = Errno.EADDRNOTAVAIL }
                : default,
        });

    [Fact]
    public void An_unknown_host_is_refused() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(TimeSpan.Zero), static async world =>
        {
            CommandFailure? failure = null;
            try
            {
                await world.MeasureAsync(world.Settings with { Urls = [new WeightedUrl(new Uri("http://nobody.invalid/"))] });
            }
            catch (CommandFailure refused)
            {
                failure = refused;
            }

            Assert.Contains("nobody.invalid", failure?.Message, StringComparison.Ordinal);
            Assert.Contains("there is no such name", failure?.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Every_address_of_a_name_is_tried() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(TimeSpan.Zero), static async world =>
        {
            var address = (IPEndPoint)world.Address;
            ((SimulatedNetwork)world.Network).SetName("site.test", IPAddress.Parse("127.0.0.9"), address.Address);
            LoadResult result = await world.MeasureAsync(
                world.Settings with { Urls = [new WeightedUrl(new Uri($"http://site.test:{address.Port}/"))], Duration = null, Requests = 10 });
            Assert.Equal((10, 0), (result.Total.Answered, result.Failed));
        });

    [Theory, MemberData(nameof(All))]
    public void A_server_that_dies_for_good_does_not_make_a_run_endless(string driver)
    {
        int served = 0;
        IListener? listener = null;
        EngineWorld.Run(
            driver, TestServer.Answering(TimeSpan.Zero, seen: _ => served++), async world =>
            {
                // A server of its own, which stops after ten answers.
                using IBinding binding = world.Network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                listener = binding.Listen(world.Loop);
                FiberHandle mortal = world.Loop.Spawn(
                    static async at =>
                    {
                        using IConnection connection = await at.listener!.AcceptAsync();
                        byte[] buffer = new byte[4096];
                        for (int i = 0; i < 10; i++)
                        {
                            await connection.ReceiveAsync(buffer);
                            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                        }

                        at.listener.Dispose();
                        at.binding.Dispose();
                    },
                    (listener, binding));
                LoadResult result = await world.MeasureAsync(world.Settings with
                {
                    Urls = [new WeightedUrl(new Uri($"http://{binding.LocalEndPoint}/"))],
                    Duration = TimeSpan.FromSeconds(2),
                    Timeout = Short,
                });
                await mortal;
                Assert.Equal(10, result.Total.Answered);
                Assert.Contains(Named(result), entry => entry.Name == "connect ECONNREFUSED");
                Assert.Null(result.GivenUp);
            });
    }

    [Theory, MemberData(nameof(All))]
    public void What_is_not_as_expected_is_a_failure_of_its_own(string driver) => EngineWorld.Run(
        driver, TestServer.Answering(TimeSpan.Zero, "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhello"), static async world =>
        {
            LoadSettings ten = world.Settings with { Duration = null, Requests = 10 };
            Assert.True(StatusSet.TryRead("2xx", out StatusSet successes, out _));
            (Expectations Expected, int Unexpected)[] cases =
            [
                (Expectations.None, 0),
                (new Expectations(successes, null, null), 10),
                (new Expectations(null, "ell"u8.ToArray(), null), 0),
                (new Expectations(null, "elk"u8.ToArray(), null), 10),
                (new Expectations(null, null, 5), 0),
                (new Expectations(null, null, 6), 10),
            ];
            foreach ((Expectations expected, int unexpected) in cases)
            {
                LoadResult result = await world.MeasureAsync(ten with { Expectations = expected });
                Assert.Equal((10, unexpected), (result.Total.Answered, result.Total.Unexpected));
                Assert.Equal(unexpected == 0, result.HasSucceeded);
            }
        });

    [Theory, MemberData(nameof(All))]
    public void A_compressed_body_is_judged_by_what_it_says(string driver)
    {
        using MemoryStream compressed = new();
        using (System.IO.Compression.GZipStream gzip = new(compressed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("hello, world; hello, moon"u8);
        }

        string body = System.Text.Encoding.Latin1.GetString(compressed.ToArray());
        string chunked = $"{body.Length / 2:x}\r\n{body[..(body.Length / 2)]}\r\n{body.Length - (body.Length / 2):x}\r\n{body[(body.Length / 2)..]}\r\n0\r\n\r\n";
        EngineWorld.Run(
            driver,
            TestServer.Answering(TimeSpan.Zero, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{chunked}"),
            async world =>
            {
                LoadSettings ten = world.Settings with { Duration = null, Requests = 10 };
                LoadResult met = await world.MeasureAsync(ten with { Expectations = new Expectations(null, "hello, moon"u8.ToArray(), 25) });
                Assert.Equal((10, 0), (met.Total.Answered, met.Total.Unexpected));
                LoadResult missed = await world.MeasureAsync(ten with { Expectations = new Expectations(null, null, compressed.Length) });
                Assert.Equal((10, 10), (missed.Total.Answered, missed.Total.Unexpected));
            });
    }

    [Theory, MemberData(nameof(All))]
    public void Redirects_are_followed_when_asked_and_no_further(string driver) => EngineWorld.Run(
        driver,
        static async (connection, _) =>
        {
            byte[] buffer = new byte[4096];
            int count;
            while ((count = await connection.ReceiveAsync(buffer)) > 0)
            {
                string path = System.Text.Encoding.ASCII.GetString(buffer, 0, count).Split(' ')[1];
                string answer = path switch
                {
                    "/" => "HTTP/1.1 302 Found\r\nLocation: step\r\nContent-Length: 0\r\n\r\n",
                    "/step" => "HTTP/1.1 308 Moved\r\nLocation: /there?x=1\r\nContent-Length: 0\r\n\r\n",
                    "/away" => "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.test/\r\nContent-Length: 0\r\n\r\n",
                    _ => TestServer.Hello,
                };
                await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
            }
        },
        static async world =>
        {
            LoadSettings ten = world.Settings with { Duration = null, Requests = 10 };
            LoadResult ignored = await world.MeasureAsync(ten);
            Assert.Equal((10, 0), (ignored.Total.AnswersWith(302), ignored.Total.Unexpected));
            LoadResult followed = await world.MeasureAsync(ten with { Redirects = 2 });
            Assert.Equal((10, 0), (followed.Total.AnswersWith(200), followed.Total.Unexpected));
            LoadResult cut = await world.MeasureAsync(ten with { Redirects = 1 });
            Assert.Equal((10, 10), (cut.Total.AnswersWith(308), cut.Total.Unexpected));
            LoadResult away = await world.MeasureAsync(ten with { Redirects = 2, Urls = [new WeightedUrl(new Uri($"http://{world.Address}/away"))] });
            Assert.Equal((10, 10), (away.Total.AnswersWith(302), away.Total.Unexpected));
        });

    [Theory, MemberData(nameof(All))]
    public void An_interruption_keeps_what_there_is(string driver)
    {
        int served = 0;
        LoadEngine? running = null;
        EngineWorld.Run(
            driver,
            TestServer.Answering(TimeSpan.Zero, seen: _ =>
            {
                if (++served == 100)
                {
                    running!.Interrupt();
                }
            }),
            async world =>
            {
                LoadResult result = await world.MeasureAsync(
                    world.Settings with { Duration = TimeSpan.FromHours(1) }, engine => running = engine);
                Assert.True(result.IsInterrupted);
                Assert.InRange(result.Total.Answered, 99, 100_000);
                Assert.Equal(0, result.Failed);
                Assert.Equal(0, LoadVerdict.Of(result, []).ExitCode);
            });
    }

    private static LoadSettings Three(EngineWorld world) => world.Settings with { Duration = null, Requests = 3, Timeout = Short };

    private static List<(string Name, long Count)> Named(LoadResult result) =>
        [.. result.Total.Failures().Select(note => (note.Name.ToString(), note.Count))];
}
