using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Tests.Load;

public class SaturationVerdictTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_generator_with_rest_that_kept_its_schedule_is_not_saturated()
    {
        LoadTally tally = Samples.Thousand();
        tally.ScheduleLag.Record(50 * Samples.Microsecond);
        SaturationVerdict verdict = Samples.Result(tally, 100, Loop(0.5, 1000, 999)).Saturation;
        Assert.False(verdict.IsSaturated);
        Assert.Empty(verdict.Findings);
    }

    [Fact]
    public void Coming_late_to_requests_is_saturation()
    {
        LoadTally tally = Samples.Thousand();
        for (int i = 0; i < 100; i++)
        {
            tally.ScheduleLag.Record(i < 98 ? 0 : 3 * Samples.Millisecond);
        }

        Expect(Samples.Result(tally, 100, Loop(0.5, 1000, 1000)), "3.00 ms or more after it was due", "--workers");
    }

    [Fact]
    public void A_loop_that_fell_behind_is_named() =>
        Expect(Samples.Result(null, 100, Loop(0.5, 1000, 1000), Loop(0.5, 1000, 900) with { Loop = 1 }), "loop 1 fell behind the schedule: 100", "--rate");

    [Fact]
    public void A_thread_without_rest_is_saturation_in_the_open_loop() =>
        Expect(Samples.Result(null, 100, Loop(0.97, 1000, 1000)), "1 of 1 loops had no rest (CPU 97 %): bursts", "--workers");

    [Fact]
    public void A_thread_without_rest_is_saturation_in_the_closed_loop() =>
        Expect(Samples.Result(null, null, Loop(0.99, 0, 0)), "the rate is the generator's limit", "--rate");

    [Fact]
    public void Requests_that_wait_for_connections_are_the_servers_doing()
    {
        LoadResult result = Samples.Result(null, 100, Loop(0.2, 1000, 1000)) with { Backlog = 5000 };
        Assert.False(result.Saturation.IsSaturated);
        Finding finding = Assert.Single(result.Saturation.Findings);
        Assert.Contains("5,000 requests that were due still waited", finding.Reason, StringComparison.Ordinal);
        Assert.Contains("--connections", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void In_the_closed_loop_there_is_no_schedule_to_fall_behind()
    {
        LoadTally tally = Samples.Thousand();
        tally.ScheduleLag.Record(10 * Samples.Millisecond);
        Assert.Empty(Samples.Result(tally, null, Loop(0.5, 0, 0)).Saturation.Findings);
    }

    private static LoopUsage Loop(double load, long due, long taken) => new(0, Ten * load, Ten, due, taken);

    private static void Expect(LoadResult result, string reason, string remedy)
    {
        Assert.True(result.Saturation.IsSaturated);
        Finding finding = Assert.Single(result.Saturation.Findings);
        Assert.Contains(reason, finding.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }
}
