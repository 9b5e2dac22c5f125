using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>The cube root that is the same everywhere.</summary>
public class CubeRootTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Nothing_above_zero_gives_zero(double value) => Assert.Equal(0, CubeRoot.Of(value));

    [Fact]
    public void It_is_the_cube_root() => Seeded.Each(20_000, random =>
    {
        double value = Math.Pow(10, (random.NextDouble() * 30) - 10);
        double root = CubeRoot.Of(value);
        Assert.Equal(1, root * root * root / value, 1e-14);
    });

    [Theory]
    [InlineData(1e-12, 0x3F1A36E2EB1C432Dul)]
    [InlineData(27, 0x4008000000000000ul)]
    [InlineData(750, 0x40222BD426D7058Ful)]
    [InlineData(1e12, 0x40C3880000000000ul)]
    public void It_has_the_same_bits_on_every_machine(double value, ulong bits) =>
        Assert.Equal(bits, (ulong)BitConverter.DoubleToInt64Bits(CubeRoot.Of(value)));
}
