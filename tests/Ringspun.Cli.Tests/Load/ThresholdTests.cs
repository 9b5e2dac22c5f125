using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Thresholds;

namespace Ringspun.Cli.Tests.Load;

public class ThresholdTests
{
    // Samples.Thousand: latencies 1 µs … 1000 µs, service times half a microsecond less; 100 answers/s; here with 10 errors.
    [Theory]
    [InlineData("p99>900us", true)]
    [InlineData("p99>5ms", false)]
    [InlineData("p99 > 900 us", true)]
    [InlineData("p99.9>=998µs", true)]
    [InlineData("p50<600us", true)]
    [InlineData("p50<400us", false)]
    [InlineData("p100>=1ms", true)]
    [InlineData("max>1ms", false)]
    [InlineData("max>=1ms", true)]
    [InlineData("min<=1000ns", true)]
    [InlineData("min<1us", false)]
    [InlineData("mean>500us", true)]
    [InlineData("mean>0.5ms", true)]
    [InlineData("mean>1s", false)]
    [InlineData("mean<1m", true)]
    [InlineData("service.max>=1ms", false)]
    [InlineData("service.p99>900us", true)]
    [InlineData("service.mean<1s", true)]
    [InlineData("service.min<0.6us", true)]
    [InlineData("errors>9", true)]
    [InlineData("errors>10", false)]
    [InlineData("errors>0.9%", true)]
    [InlineData("errors>1%", false)]
    [InlineData("errors>100%", false)]
    [InlineData("rate<1000", true)]
    [InlineData("rate<100", false)]
    [InlineData("rate<=100", true)]
    [InlineData("requests<1000", false)]
    [InlineData("requests<1001", true)]
    [InlineData("lag>1ms", true)]
    [InlineData("lag>3ms", false)]
    [InlineData("max>0", true)]
    public void A_threshold_is_crossed_or_not(string text, bool crossed)
    {
        LoadTally tally = Samples.Thousand();
        tally.ScheduleLag.Record(2 * Samples.Millisecond);
        for (int i = 0; i < 10; i++)
        {
            tally.Error(ErrorKind.Read);
        }

        string? reason = Read(text).Crossed(Samples.Result(tally));
        Assert.Equal(crossed, reason is not null);
        if (crossed)
        {
            Assert.StartsWith($"'{text}': it was ", reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("p99>900us", "'p99>900us': it was 990 µs")]
    [InlineData("errors>0.1%", "'errors>0.1%': it was 0.99 %")]
    [InlineData("errors>1", "'errors>1': it was 10")]
    [InlineData("rate<1000", "'rate<1000': it was 100/s")]
    public void The_reason_has_the_value(string text, string reason)
    {
        LoadTally tally = Samples.Thousand();
        for (int i = 0; i < 10; i++)
        {
            tally.Error(ErrorKind.Connect);
        }

        Assert.Equal(reason, Read(text).Crossed(Samples.Result(tally)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p99", "such as 'p99>5ms'")]
    [InlineData("p99=5ms", "such as 'p99>5ms'")]
    [InlineData("p99>", "a time such as")]
    [InlineData("p99>5", "a time such as")]
    [InlineData("p99>5%", "a time such as")]
    [InlineData("p99>-5ms", "a time such as")]
    [InlineData("p99>1e3ms", "a time such as")]
    [InlineData("p99>>5ms", "a time such as")]
    [InlineData("p99=>5ms", "before the comparison")]
    [InlineData(">5ms", "before the comparison")]
    [InlineData("p>5ms", "before the comparison")]
    [InlineData("p101>5ms", "before the comparison")]
    [InlineData("p-1>5ms", "before the comparison")]
    [InlineData("pNaN>5ms", "before the comparison")]
    [InlineData("median>5ms", "before the comparison")]
    [InlineData("service.rate>5", "before the comparison")]
    [InlineData("service.errors>5", "before the comparison")]
    [InlineData("service.lag>5ms", "before the comparison")]
    [InlineData("errors>5ms", "a percentage")]
    [InlineData("errors>101%", "a percentage")]
    [InlineData("rate<1k", "a number")]
    [InlineData("rate<5%", "a number")]
    [InlineData("rate<99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999", "a number")]
    public void Anything_else_is_refused_with_what_was_expected(string text, string part = "condition")
    {
        Assert.False(ThresholdReader.TryRead(text, out _, out string expected));
        Assert.Contains(part, expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p99>5ms")]
    [InlineData("p99<5ms")]
    [InlineData("errors>1%")]
    [InlineData("lag>1ms")]
    public void What_was_not_measured_has_not_passed(string text) =>
        Assert.Contains("cannot be judged", Read(text).Crossed(Samples.Result(new LoadTally())), StringComparison.Ordinal);

    [Fact]
    public void A_run_passes_when_something_succeeded_and_nothing_was_crossed()
    {
        LoadVerdict verdict = LoadVerdict.Of(Samples.Result(), [Read("p99>5ms"), Read("errors>0")]);
        Assert.Equal(0, verdict.ExitCode);
        Assert.Empty(verdict.Reasons);
    }

    [Fact]
    public void Every_threshold_that_was_crossed_is_told()
    {
        LoadVerdict verdict = LoadVerdict.Of(Samples.Result(), [Read("p99>5us"), Read("errors>0"), Read("rate<1000")]);
        Assert.Equal(1, verdict.ExitCode);
        Assert.Equal(["'p99>5us': it was 990 µs", "'rate<1000': it was 100/s"], verdict.Reasons);
    }

    [Fact]
    public void A_run_without_an_answer_has_failed()
    {
        LoadVerdict verdict = LoadVerdict.Of(Samples.Result(new LoadTally()), []);
        Assert.Equal(1, verdict.ExitCode);
        Assert.Equal(["no request was answered"], verdict.Reasons);
    }

    [Fact]
    public void A_run_without_an_expected_answer_has_failed()
    {
        LoadTally tally = new();
        tally.Answer(404, 0, 0, 1000, expected: false);
        LoadVerdict verdict = LoadVerdict.Of(Samples.Result(tally), []);
        Assert.Equal(1, verdict.ExitCode);
        Assert.Equal(["no answer was as expected"], verdict.Reasons);
    }

    private static Threshold Read(string text)
    {
        Assert.True(ThresholdReader.TryRead(text, out Threshold threshold, out string expected), expected);
        return threshold;
    }
}
