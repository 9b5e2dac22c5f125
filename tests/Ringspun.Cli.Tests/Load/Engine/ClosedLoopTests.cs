using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>The closed loop, to the nanosecond where time is virtual, and its sense where it is not.</summary>
public class ClosedLoopTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromMilliseconds(10);

    public static TheoryData<string> All => EngineWorld.All;

    [Fact]
    public void One_connection_asks_as_soon_as_it_is_answered() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(Ten), static async world =>
        {
            LoadResult result = await world.MeasureAsync(world.Settings);
            Assert.Equal(100, result.Total.Answered);
            Assert.Equal((10 * Samples.Millisecond, 10 * Samples.Millisecond), (result.Total.Latency.Min, result.Total.Latency.Max));
            Assert.Equal((10 * Samples.Millisecond, 10 * Samples.Millisecond), (result.Total.ServiceTime.Min, result.Total.ServiceTime.Max));
            Assert.Equal(TimeSpan.FromSeconds(1), result.Elapsed);
            Assert.Equal(100, result.AchievedRate);
            Assert.Equal(100, result.Total.AnswersWith(200));
            Assert.Equal(100 * TestServer.Hello.Length, result.Total.BytesRead);
            Assert.Equal(0, result.Total.Errors);
            Assert.Equal(0, result.Total.ScheduleLag.Total);
        });

    [Fact]
    public void Connections_rise_over_the_ramp_and_only_the_steady_part_counts()
    {
        List<long> opened = [];
        int served = 0;
        Func<IConnection, EventLoop, Fiber> answer = TestServer.Answering(Ten, seen: _ => served++);
        EngineWorld.Run(
            EngineWorld.Simulated,
            (connection, loop) =>
            {
                opened.Add(loop.ReadClock());
                return answer(connection, loop);
            },
            async world =>
            {
                long start = world.Loop.ReadClock();
                LoadResult result = await world.MeasureAsync(world.Settings with
                {
                    Connections = 4,
                    Ramp = TimeSpan.FromMilliseconds(400),
                    WarmUp = TimeSpan.FromMilliseconds(1600),
                    Duration = TimeSpan.FromSeconds(2),
                });
                Assert.Equal([0, 100, 200, 300], opened.Select(at => (at - start) / Samples.Millisecond));
                Assert.Equal(800, result.Total.Answered);

                // 40 + 30 + 20 + 10 in the ramp, 4 × 160 in the warm-up.
                Assert.Equal(800 + 100 + 640, served);
                Assert.Equal(
                    [(LoadPhase.Ramp, 400), (LoadPhase.WarmUp, 1000), (LoadPhase.WarmUp, 600), (LoadPhase.Steady, 1000), (LoadPhase.Steady, 1000)],
                    result.Samples.Select(sample => (sample.Phase, (int)sample.Length.TotalMilliseconds)));
                Assert.Equal([100, 400, 240, 400, 400], result.Samples.Select(sample => (int)sample.Answered), (left, right) => Math.Abs(left - right) <= 4);
                Assert.Equal(4, result.Samples[^2].Connections);
            });
    }

    [Fact]
    public void A_pipeline_is_kept_full() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(Ten), static async world =>
        {
            LoadResult result = await world.MeasureAsync(world.Settings with { Pipeline = 4, WarmUp = TimeSpan.FromSeconds(1) });
            Assert.InRange(result.Total.Answered, 99, 101);
            Assert.Equal((40 * Samples.Millisecond, 40 * Samples.Millisecond), (result.Total.Latency.Min, result.Total.Latency.Max));
        });

    [Fact]
    public void A_request_that_is_under_way_at_the_end_is_waited_for() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(TimeSpan.FromMilliseconds(700)), static async world =>
        {
            LoadResult result = await world.MeasureAsync(world.Settings);
            Assert.Equal(2, result.Total.Answered);
            Assert.Equal(TimeSpan.FromSeconds(1), result.Elapsed);
        });

    [Theory, MemberData(nameof(All))]
    public void A_number_of_requests_is_asked_and_no_more(string driver)
    {
        int served = 0;
        EngineWorld.Run(driver, TestServer.Answering(TimeSpan.Zero, seen: _ => served++), async world =>
        {
            LoadResult result = await world.MeasureAsync(world.Settings with { Connections = 7, Pipeline = 3, Duration = null, Requests = 5000 });
            Assert.Equal(5000, result.Total.Answered);
            Assert.Equal(5000, served);
            Assert.Equal(0, result.Failed);
        });
    }

    [Theory, MemberData(nameof(All))]
    public void Without_keep_alive_each_request_has_its_connection(string driver)
    {
        int connections = 0;
        Func<IConnection, EventLoop, Fiber> answer = TestServer.Answering(TimeSpan.Zero, seen: head => Assert.Contains("Connection: close", head, StringComparison.Ordinal));
        EngineWorld.Run(
            driver,
            (connection, loop) =>
            {
                connections++;
                return answer(connection, loop);
            },
            async world =>
            {
                LoadResult result = await world.MeasureAsync(world.Settings with { Connections = 5, KeepAlive = false, Duration = null, Requests = 200 });
                Assert.Equal((200, 0), (result.Total.Answered, result.Failed));
                Assert.Equal(200, connections);
            });
    }

    [Theory, MemberData(nameof(All))]
    public void A_connection_that_the_server_closes_in_due_form_is_replaced_and_nothing_is_lost(string driver)
    {
        int connections = 0;
        Func<IConnection, EventLoop, Fiber> answer = TestServer.Answering(
            TimeSpan.Zero, TestServer.Hello.Replace("Content", "Connection: close\r\nContent", StringComparison.Ordinal));
        EngineWorld.Run(
            driver,
            (connection, loop) =>
            {
                connections++;
                return answer(connection, loop);
            },
            async world =>
            {
                LoadResult result = await world.MeasureAsync(world.Settings with { Connections = 3, Pipeline = 2, Duration = null, Requests = 100 });
                Assert.Equal((100, 0), (result.Total.Answered, result.Failed));
                Assert.InRange(connections, 100, 103);
            });
    }

    [Theory, MemberData(nameof(All))]
    public void Weights_and_paths_decide_what_is_asked(string driver)
    {
        Dictionary<string, int> seen = [];
        EngineWorld.Run(
            driver,
            TestServer.Answering(TimeSpan.Zero, seen: head =>
            {
                string path = head.Split(' ')[1];
                seen[path] = seen.GetValueOrDefault(path) + 1;
            }),
            async world =>
            {
                string address = world.Address.ToString()!;
                await world.MeasureAsync(world.Settings with
                {
                    Urls = [new(new Uri($"http://{address}/a"), 3), new(new Uri($"http://{address}/b"))],
                    Duration = null,
                    Requests = 400,
                });
                Assert.Equal((300, 100), (seen["/a"], seen["/b"]));
                seen.Clear();
                await world.MeasureAsync(world.Settings with { Paths = ["/1", "/2", "/3"], Duration = null, Requests = 300 });
                Assert.Equal((100, 100, 100), (seen["/1"], seen["/2"], seen["/3"]));
            });
    }
}
