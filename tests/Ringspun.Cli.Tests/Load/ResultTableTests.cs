using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Views;

namespace Ringspun.Cli.Tests.Load;

public class ResultTableTests
{
    [Fact]
    public void The_table_tells_the_whole_result()
    {
        LoadTally tally = Samples.Thousand();
        tally.Read(10L << 20);
        tally.Written(2048);
        tally.Answer(404, 0, 500_000, 1_000_000, expected: false);
        tally.Error(ErrorKind.Timeout);
        tally.Error(ErrorKind.Connect);
        tally.ScheduleLag.Record(20 * Samples.Microsecond);
        string text = Write(Samples.Result(tally, 100));
        foreach (string part in (string[])
        [
            "http://127.0.0.1:8080/: open loop, 100 requests/s (constant arrivals), 64 connections, 2 loops, io_uring",
            "10.0 s measured, after 1.00 s that did not count",
            "requests      1,001 answered, 100/s of 100 asked for (100.1 %)",
            "bytes         10.0 MiB read (1.00 MiB/s), 2.00 KiB written",
            "status        200: 1,000   404: 1",
            "errors        3 (0.299 %)   connect: 1   timeout: 1   not as expected: 1",
            "schedule lag  p50 20.0 µs   p99 20.0 µs   max 20.0 µs",
            "latency counts from when a request was due, service time from when it was sent",
        ])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("NOTE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_curve_rises_from_the_least_to_the_greatest()
    {
        string[] lines = Write(Samples.Result()).Split('\n');
        int[] bars = [.. lines.SkipWhile(line => !line.StartsWith("min ", StringComparison.Ordinal)).TakeWhile(line => line.Length > 0).Select(line => line.Count(c => c == '█'))];
        Assert.Equal(0, bars[0]);
        Assert.Equal(40, bars[^1]);
        Assert.Equal(bars.Order(), bars);
        Assert.Contains(lines, line => line.StartsWith("99.9 % ", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("99.99 % ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void A_saturated_generator_is_named_with_reason_and_remedy()
    {
        LoopUsage busy = new(0, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), 0, 0);
        string text = Write(Samples.Result(null, null, busy));
        Assert.Contains("NOTE: the generator was saturated", text, StringComparison.Ordinal);
        Assert.Contains("  - 1 of 1 loops had no rest (CPU 100 %)", text, StringComparison.Ordinal);
        Assert.Contains("    To change that: use more loops (--workers)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_answers_has_no_curve()
    {
        LoadTally tally = new();
        tally.Error(ErrorKind.Connect);
        string text = Write(Samples.Result(tally) with { Elapsed = TimeSpan.Zero, IsInterrupted = true });
        Assert.Contains("errors        1 (100 %)   connect: 1", text, StringComparison.Ordinal);
        Assert.Contains("status        none", text, StringComparison.Ordinal);
        Assert.Contains("interrupted: these are the results so far", text, StringComparison.Ordinal);
        Assert.DoesNotContain("service time", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    private static string Write(LoadResult result)
    {
        using StringWriter output = new();
        ResultTable.Write(result, output);
        return output.ToString();
    }
}
