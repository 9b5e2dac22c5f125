using System.Text.Json;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Tests.Load;

public class LoadReportTests
{
    [Fact]
    public void The_json_has_the_names_that_programs_rely_on()
    {
        LoadTally tally = Samples.Thousand();
        tally.Read(12_345);
        tally.Error(ErrorKind.Timeout);
        tally.Error(ErrorKind.Timeout);
        tally.Error(ErrorKind.Connect);
        JsonElement root = Parse(Samples.Result(tally));
        Assert.Equal(
            ["url", "connections", "threads", "seconds", "requests", "requestsPerSecond", "bytesRead", "errors", "status", "latencyUs", "serviceTimeUs", "rate", "generatorSaturated", "cpuSeconds"],
            Names(root));
        Assert.Equal(["connect", "read", "write", "timeout", "protocol"], Names(root.GetProperty("errors")));
        Assert.Equal(["mean", "p50", "p90", "p99", "p99_9", "max"], Names(root.GetProperty("latencyUs")));
        Assert.Equal(["mean", "p50", "p90", "p99", "p99_9", "max"], Names(root.GetProperty("serviceTimeUs")));
        Assert.Equal(["target", "achieved", "scheduleLagUsP99"], Names(root.GetProperty("rate")));
        Assert.Equal("http://127.0.0.1:8080/", root.GetProperty("url").GetString());
        Assert.Equal(64, root.GetProperty("connections").GetInt32());
        Assert.Equal(2, root.GetProperty("threads").GetInt32());
        Assert.Equal(10, root.GetProperty("seconds").GetDouble());
        Assert.Equal(1000, root.GetProperty("requests").GetInt64());
        Assert.Equal(100, root.GetProperty("requestsPerSecond").GetDouble());
        Assert.Equal(12_345, root.GetProperty("bytesRead").GetInt64());
        Assert.Equal(2, root.GetProperty("errors").GetProperty("timeout").GetInt64());
        Assert.Equal(1, root.GetProperty("errors").GetProperty("connect").GetInt64());
        Assert.Equal(1000, root.GetProperty("status").GetProperty("200").GetInt64());
        Assert.Equal(500.5, root.GetProperty("latencyUs").GetProperty("mean").GetDouble());
        Assert.Equal(1000, root.GetProperty("latencyUs").GetProperty("max").GetDouble());
        Assert.Equal(999.5, root.GetProperty("serviceTimeUs").GetProperty("max").GetDouble());
        Assert.InRange(root.GetProperty("latencyUs").GetProperty("p99_9").GetDouble(), 999, 1000);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("rate").GetProperty("target").ValueKind);
        Assert.Equal(100, root.GetProperty("rate").GetProperty("achieved").GetDouble());
        Assert.False(root.GetProperty("generatorSaturated").GetBoolean());
    }

    [Fact]
    public void The_open_loop_says_what_was_asked_for_and_how_late_it_was()
    {
        LoadTally tally = Samples.Thousand();
        tally.ScheduleLag.Record(5 * Samples.Millisecond);
        tally.Answer(500, 0, 0, 1000, expected: false);
        JsonElement root = Parse(Samples.Result(tally, 100.1) with { IsInterrupted = true });
        Assert.Equal(100.1, root.GetProperty("rate").GetProperty("target").GetDouble());
        Assert.Equal(5000, root.GetProperty("rate").GetProperty("scheduleLagUsP99").GetDouble());
        Assert.True(root.GetProperty("generatorSaturated").GetBoolean());
        Assert.Contains("--workers", root.GetProperty("findings")[0].GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, root.GetProperty("unexpected").GetInt64());
        Assert.True(root.GetProperty("interrupted").GetBoolean());
    }

    [Fact]
    public void A_run_without_any_answer_is_valid_json()
    {
        JsonElement root = Parse(Samples.Result(new LoadTally()) with { Elapsed = TimeSpan.Zero });
        Assert.Equal(0, root.GetProperty("requestsPerSecond").GetDouble());
        Assert.Equal(0, root.GetProperty("latencyUs").GetProperty("p99").GetDouble());
        Assert.Empty(Names(root.GetProperty("status")));
    }

    private static JsonElement Parse(LoadResult result) => JsonDocument.Parse(LoadReport.Of(result).ToJson()).RootElement;

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
