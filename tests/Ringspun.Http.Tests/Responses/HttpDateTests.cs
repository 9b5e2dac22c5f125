using System.Text;
using FsCheck.Fluent;
using Ringspun.Http.Responses;

namespace Ringspun.Http.Tests.Responses;

public sealed class HttpDateTests
{
    private const long Example = 784_111_777;

    // 2026-01-01.
    private const long Now = 1_767_225_600;

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", Example)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", Example)]
    [InlineData("Sun Nov  6 08:49:37 1994", Example)]
    [InlineData("Wed Nov 16 08:49:37 1994", Example + (10 * 86_400))]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 0)]
    [InlineData("Wed, 31 Dec 1969 23:59:59 GMT", -1)]
    [InlineData("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200)]
    [InlineData("Friday, 01-Jan-99 00:00:00 GMT", 915_148_800)]
    [InlineData("Saturday, 01-Jan-00 00:00:00 GMT", 946_684_800)]
    [InlineData("Wednesday, 01-Jan-75 00:00:00 GMT", 3_313_526_400)]
    [InlineData("Saturday, 01-Jan-77 00:00:00 GMT", 220_924_800)]
    public void All_formats_are_read(string text, long seconds)
    {
        Assert.True(HttpDate.TryParse(Encoding.ASCII.GetBytes(text), Now, out long parsed));
        Assert.Equal(seconds, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 6 Nov 1994 08:49:37 GMT")]
    [InlineData("sun, 06 nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 32 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 30 Feb 1994 08:49:37 GMT")]
    [InlineData("Sun, 00 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Foo 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 0000 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 24:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:60:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:61 GMT")]
    [InlineData("Sun, 06 Nov 1994 08-49-37 GMT")]
    [InlineData("Sun, 06 Nov 1994 +8:49:37 GMT")]
    [InlineData("Someday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-1994 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-9x 08:49:37 GMT")]
    [InlineData("Sun Nov 06 08:49:37 94")]
    [InlineData("Sun Nov  6 08:49:37 1994 GMT")]
    public void Other_texts_are_no_dates(string text) => Assert.False(HttpDate.TryParse(Encoding.ASCII.GetBytes(text), Now, out _));

    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(
        Gen.Choose(int.MinValue, int.MaxValue).SelectMany(static _ => Gen.Choose(0, 115), static (s, factor) => (long)s * factor).ToArbitrary(),
        static seconds =>
        {
            byte[] text = new byte[HttpDate.Length];
            HttpDate.Format(seconds, text);
            long clamped = Math.Clamp(seconds, -62_135_596_800, 253_402_300_799);
            Assert.True(HttpDate.TryParse(text, Now, out long parsed));
            Assert.Equal(clamped, parsed);
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(clamped).ToString("R"), Encoding.ASCII.GetString(text));
        });

    [Fact]
    public void Any_bytes_are_read_without_an_exception() => Property.Holds(
        Gen.OneOf(
            Property.WireByte.ArrayOf(),
            Gen.Elements("Sun", "Sunday", ",", " ", "06", "Nov", "-", "94", "1994", "08:49:37", " GMT", "  6").ArrayOf()
                .Select(static p => Encoding.ASCII.GetBytes(string.Concat(p)))).ToArbitrary(),
        static bytes => _ = HttpDate.TryParse(bytes, Now, out _),
        2000);

    [Fact]
    public void The_clock_formats_each_second_once()
    {
        var clock = new DateClock();
        Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", Encoding.ASCII.GetString(clock.At(Example)));
        Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", Encoding.ASCII.GetString(clock.At(Example)));
        Assert.Equal("Sun, 06 Nov 1994 08:49:38 GMT", Encoding.ASCII.GetString(clock.At(Example + 1)));
    }
}
