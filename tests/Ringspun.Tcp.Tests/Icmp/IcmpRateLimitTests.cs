using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Tests.Icmp;

/// <summary>The token bucket of ICMP errors (RFC 4443 section 2.4 (f)).</summary>
public class IcmpRateLimitTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_burst_and_then_the_rate(byte key)
    {
        IcmpRateLimit limit = Create(100, 50, key);
        Assert.InRange(Take(limit, 5 * Second, 1_000), 25, 100);
        Assert.False(limit.TryTake(5 * Second));

        // A second brings a hundred tokens, the bucket holds fifty of them.
        Assert.InRange(Take(limit, 6 * Second, 1_000), 25, 100);

        int taken = 0;
        for (long now = 6 * Second; now < 106 * Second; now += Second / 1_000)
        {
            taken += limit.TryTake(now) ? 1 : 0;
        }

        Assert.InRange(taken, 9_500, 10_600);
    }

    [Fact]
    public void Nobody_can_count_what_others_get()
    {
        int[] bursts = [.. Enumerable.Range(0, 30).Select(static second => second)];
        IcmpRateLimit limit = Create(1_000, 50, 7);
        int[] taken = [.. bursts.Select(second => Take(limit, (second + 1) * Second, 500))];
        Assert.True(taken.Distinct().Count() > 5, string.Join(' ', taken));
    }

    [Fact]
    public void None_at_all() => Assert.Equal(0, Take(Create(0, 50, 1), Second, 100));

    [Fact]
    public void No_time_is_too_long()
    {
        IcmpRateLimit limit = Create(1_000_000, 10_000, 1);
        Take(limit, 0, 50_000);
        Assert.InRange(Take(limit, long.MaxValue, 50_000), 5_000, 20_000);
    }

    private static int Take(IcmpRateLimit limit, long now, int times)
    {
        int taken = 0;
        for (int i = 0; i < times; i++)
        {
            taken += limit.TryTake(now) ? 1 : 0;
        }

        return taken;
    }

    private static IcmpRateLimit Create(int perSecond, int burst, byte key) =>
        new(perSecond, burst, new KeyedHash(new StackSecret([.. Enumerable.Repeat(key, StackSecret.Length)])));
}
