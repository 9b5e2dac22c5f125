using Ringspun.Cli.Values;

namespace Ringspun.Cli.Tests.Values;

public class DurationsTests
{
    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m", 60_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0.5ms", 0.5)]
    [InlineData("0s", 0)]
    [InlineData("0", 0)]
    [InlineData("24h", 86_400_000)]
    public void Reads_a_number_with_a_unit(string text, double milliseconds)
    {
        Assert.True(Durations.TryRead(text, out TimeSpan value, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("ms")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("10S")]
    [InlineData("10sec")]
    [InlineData("25h")]
    [InlineData("NaNs")]
    [InlineData("Infinitys")]
    public void Refuses_anything_else(string text)
    {
        Assert.False(Durations.TryRead(text, out _, out string expected));
        Assert.Contains("duration", expected, StringComparison.Ordinal);
    }
}
