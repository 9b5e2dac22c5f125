using Ringspun.Cli.Load.Histograms;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Schedules;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>The open loop: requests come due whatever the server does, and every delay is in their latency.</summary>
public class OpenLoopTests
{
    // Due times are whole nanoseconds; a millisecond is not always one in binary fractions of a second.
    private const long Rounding = 1;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static TheoryData<string> All => EngineWorld.All;

    public static TheoryData<string> Kernel => EngineWorld.Kernel;

    [Fact]
    public void What_is_due_is_asked_when_it_is_due()
    {
        List<long> seen = [];
        EventLoop? loop = null;
        EngineWorld.Run(
            EngineWorld.Simulated, TestServer.Answering(TimeSpan.FromMilliseconds(1), seen: _ => seen.Add(loop!.ReadClock())), async world =>
            {
                loop = world.Loop;
                LoadResult result = await world.MeasureAsync(world.Settings with { Rate = 1000, Connections = 10 });
                Assert.Equal(1000, result.Total.Answered);
                Assert.InRange(result.Total.Latency.Min, Samples.Millisecond, Samples.Millisecond + Rounding);
                Assert.InRange(result.Total.Latency.Max, Samples.Millisecond, Samples.Millisecond + Rounding);
                Assert.Equal(1000, result.Total.ScheduleLag.Total);
                Assert.InRange(result.Total.ScheduleLag.Max, 0, Rounding);
                Assert.Equal((1000, 1000), (result.Loops[0].Due, result.Loops[0].Taken));
                Assert.Equal(0, result.Backlog);
                Assert.False(result.Saturation.IsSaturated);
                for (int i = 1; i < seen.Count; i++)
                {
                    Assert.InRange(seen[i] - seen[i - 1], Samples.Millisecond - Rounding, Samples.Millisecond + Rounding);
                }
            });
    }

    [Fact]
    public void What_finds_no_connection_waits_and_its_wait_is_latency_not_service_time() => EngineWorld.Run(
        EngineWorld.Simulated, TestServer.Answering(TimeSpan.FromMilliseconds(10)), static async world =>
        {
            // The server manages half of what is asked: request k is due after 5k ms and answered after 10(k + 1).
            LoadResult result = await world.MeasureAsync(world.Settings with { Rate = 200 });
            Assert.InRange(result.Total.Answered, 100, 101);
            Assert.Equal(200, result.Total.Answered + result.Backlog);
            long longest = (10 + (5 * (result.Total.Answered - 1))) * Samples.Millisecond;
            Assert.InRange(result.Total.Latency.Max, longest, longest + Rounding);
            Assert.InRange(result.Total.Latency.Min, 10 * Samples.Millisecond, (10 * Samples.Millisecond) + Rounding);
            Assert.Equal(10 * Samples.Millisecond, result.Total.ServiceTime.Max);
            Assert.InRange(result.Total.ScheduleLag.Max, 0, Rounding);
            Assert.False(result.Saturation.IsSaturated);
            Assert.Single(result.Saturation.Findings);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_rate_ramps_up_and_each_due_time_is_the_schedules(bool isPoisson)
    {
        ArrivalProcess arrivals = isPoisson ? ArrivalProcess.Poisson : ArrivalProcess.Constant;
        int served = 0;
        EngineWorld.Run(EngineWorld.Simulated, TestServer.Answering(TimeSpan.Zero, seen: _ => served++), async world =>
        {
            long start = world.Loop.ReadClock();
            LoadResult result = await world.MeasureAsync(world.Settings with
            {
                Rate = 1000,
                Arrivals = arrivals,
                Seed = 7,
                Connections = 20,
                Ramp = Second,
                WarmUp = Second,
                Duration = Second,
            });
            Schedule truth = Schedule.Create(arrivals, 1000, start, Second, 7);
            int all = 0;
            int counted = 0;
            while (truth.TryTake(start + (3 * Samples.Millisecond * 1000) - 1, out long due))
            {
                all++;
                counted += due >= start + (2 * Samples.Millisecond * 1000) ? 1 : 0;
            }

            Assert.Equal(counted, result.Total.Answered);
            Assert.Equal(all, served);
        });
    }

    [Theory, MemberData(nameof(All))]
    public void A_number_of_requests_ends_it(string driver)
    {
        int served = 0;
        EngineWorld.Run(driver, TestServer.Answering(TimeSpan.Zero, seen: _ => served++), async world =>
        {
            LoadResult result = await world.MeasureAsync(world.Settings with { Rate = 5000, Connections = 4, Pipeline = 2, Duration = null, Requests = 1000 });
            Assert.Equal((1000, 0, 0), (result.Total.Answered, result.Failed, result.Backlog));
            Assert.Equal(1000, served);
        });
    }

    [Theory, MemberData(nameof(All))]
    public void Without_keep_alive_a_connection_is_opened_when_something_is_due(string driver)
    {
        int connections = 0;
        Func<IConnection, EventLoop, Fiber> answer = TestServer.Answering(TimeSpan.Zero);
        EngineWorld.Run(
            driver,
            (connection, loop) =>
            {
                connections++;
                return answer(connection, loop);
            },
            async world =>
            {
                LoadResult result = await world.MeasureAsync(
                    world.Settings with { Rate = 500, Connections = 4, KeepAlive = false, Duration = null, Requests = 100 });
                Assert.Equal((100, 0), (result.Total.Answered, result.Failed));
                Assert.Equal(100, connections);
            });
    }

    [Fact]
    public void A_server_that_stands_still_shows_in_the_percentiles_to_within_two_percent()
    {
        long start = 0;
        const long Stall = 3_000_000_000;
        EngineWorld.Run(EngineWorld.Simulated, TestServer.Stalling(() => start + Stall, Second, TimeSpan.FromMilliseconds(1)), async world =>
        {
            start = world.Loop.ReadClock();
            LoadResult result = await world.MeasureAsync(world.Settings with { Rate = 1000, Connections = 1200, Duration = TimeSpan.FromSeconds(10) });

            // What users would have met: a request is looked at a millisecond after it came, and then waits for the end of the stall.
            List<long> truth = [];
            for (long due = 0; due < 10_000_000_000; due += Samples.Millisecond)
            {
                long looked = due + Samples.Millisecond;
                truth.Add(looked is >= Stall and < Stall + 1_000_000_000 ? Stall + 1_000_000_000 - due : Samples.Millisecond);
            }

            truth.Sort();
            Assert.Equal(truth.Count, result.Total.Answered);
            foreach (double percentile in (double[])[50, 90, 92, 95, 99, 99.9, 99.99, 100])
            {
                long expected = truth[Math.Max(0, (int)Math.Ceiling(percentile / 100 * truth.Count - 1e-9) - 1)];
                Assert.InRange(result.Total.Latency.Percentile(percentile), expected * 0.98, expected * 1.02);
            }

            Assert.InRange(result.Total.Latency.Percentile(99.9), 970 * Samples.Millisecond, 1010 * Samples.Millisecond);
        });
    }

    [Fact]
    public void With_few_connections_the_stall_shows_as_well_and_service_time_has_no_part_in_most_of_it()
    {
        long start = 0;
        EngineWorld.Run(EngineWorld.Simulated, TestServer.Stalling(() => start + 3_000_000_000, Second, TimeSpan.Zero), async world =>
        {
            start = world.Loop.ReadClock();
            LoadResult result = await world.MeasureAsync(world.Settings with { Rate = 1000, Connections = 8, Duration = TimeSpan.FromSeconds(10) });
            Assert.Equal(10_000, result.Total.Answered);
            Assert.InRange(result.Total.Latency.Percentile(99), 880 * Samples.Millisecond, 920 * Samples.Millisecond);
            Assert.InRange(result.Total.Latency.Percentile(99.9), 970 * Samples.Millisecond, 1010 * Samples.Millisecond);
            Assert.InRange(result.Total.Latency.Max, 980 * Samples.Millisecond, 1010 * Samples.Millisecond);
            Assert.InRange(result.Total.ServiceTime.Percentile(99.9), 0, 20 * Samples.Millisecond);
        });
    }

    [Fact]
    public void The_closed_loop_meets_the_same_stall_once_per_connection()
    {
        long start = 0;
        EngineWorld.Run(
            EngineWorld.Simulated, TestServer.Stalling(() => start + 3_000_000_000, Second, TimeSpan.FromMilliseconds(1)), async world =>
            {
                start = world.Loop.ReadClock();
                LoadResult result = await world.MeasureAsync(world.Settings with { Connections = 4, Duration = TimeSpan.FromSeconds(10) });
                int slow = Histogram.StepOf(2 * Samples.Millisecond);
                Assert.Equal(4, result.Total.Latency.Steps().Where(step => step.Step > slow).Sum(step => step.Count));
                Assert.InRange(result.Total.Latency.Max, 990 * Samples.Millisecond, 1010 * Samples.Millisecond);
                Assert.InRange(result.Total.Latency.Percentile(99.9), 0, 2 * Samples.Millisecond);
            });
    }

    [Theory, MemberData(nameof(Kernel))]
    public void In_real_time_the_second_shows_as_well(string driver)
    {
        long start = long.MaxValue / 2;
        EngineWorld.Run(driver, TestServer.Stalling(() => start + 500_000_000, Second, TimeSpan.Zero), async world =>
        {
            start = world.Loop.ReadClock();
            LoadResult result = await world.MeasureAsync(world.Settings with { Rate = 500, Connections = 16, Duration = TimeSpan.FromSeconds(2) });

            // However busy the machine: a delay only adds to the stall.
            Assert.Equal(1000, result.Total.Answered + result.Backlog);
            Assert.InRange(result.Total.Latency.Max, 950 * Samples.Millisecond, long.MaxValue);
            Assert.InRange(result.Total.Latency.Percentile(99.9), 950 * Samples.Millisecond, long.MaxValue);
        });
    }
}
