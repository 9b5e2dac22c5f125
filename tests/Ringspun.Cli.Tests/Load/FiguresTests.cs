using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Tests.Load;

public class FiguresTests
{
    [Theory]
    [InlineData(0, "0.00 ns")]
    [InlineData(5, "5.00 ns")]
    [InlineData(999.4, "999 ns")]
    [InlineData(999.6, "1.00 µs")]
    [InlineData(1234, "1.23 µs")]
    [InlineData(51_200, "51.2 µs")]
    [InlineData(512_000, "512 µs")]
    [InlineData(999_800, "1.00 ms")]
    [InlineData(1_500_000_000, "1.50 s")]
    [InlineData(90_000_000_000, "1.50 min")]
    [InlineData(7_200_000_000_000, "2.00 h")]
    public void Times_have_three_digits_and_a_unit(double nanoseconds, string text) => Assert.Equal(text, Figures.Time(nanoseconds));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1,023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(1_048_575, "1.00 MiB")]
    [InlineData(1_500_000, "1.43 MiB")]
    public void Sizes_are_in_powers_of_1024(double bytes, string text) => Assert.Equal(text, Figures.Size(bytes));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.5, "0.50")]
    [InlineData(42.24, "42.2")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(1234.5, "1,235")]
    public void Numbers_are_grouped(double number, string text) => Assert.Equal(text, Figures.Count(number));

    [Theory]
    [InlineData(0.00123, "0.123 %")]
    [InlineData(1, "100 %")]
    [InlineData(0, "0 %")]
    [InlineData(0.000005, "under 0.001 %")]
    public void Shares_are_in_percent(double share, string text) => Assert.Equal(text, Figures.Percent(share));
}
