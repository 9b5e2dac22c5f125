using Ringspun.Cli.Values;

namespace Ringspun.Cli.Tests.Values;

public class SizesTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("64K", 64L << 10)]
    [InlineData("256M", 256L << 20)]
    [InlineData("2G", 2L << 30)]
    [InlineData("2g", 2L << 30)]
    [InlineData("8589934591G", 8589934591L << 30)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Reads_bytes_and_powers_of_1024(string text, long bytes)
    {
        Assert.True(Sizes.TryRead(text, out long value, out _));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("1.5M")]
    [InlineData("1 M")]
    [InlineData("1MB")]
    [InlineData("1T")]
    [InlineData("8589934592G")]
    [InlineData("9223372036854775808")]
    public void Refuses_anything_else(string text)
    {
        Assert.False(Sizes.TryRead(text, out long value, out string expected));
        Assert.Equal(0, value);
        Assert.Contains("64K", expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1K", 1024)]
    [InlineData("0", null)]
    [InlineData("1025", null)]
    [InlineData("8G", null)]
    [InlineData("x", null)]
    public void Within_bounds_nothing_else_is_read(string text, int? bytes)
    {
        Assert.Equal(bytes is not null, Sizes.Between("1", "1K")(text, out int value, out string expected));
        Assert.Equal(bytes ?? 0, value);
        Assert.Contains("from 1 to 1K", expected, StringComparison.Ordinal);
    }
}
