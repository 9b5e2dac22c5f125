using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Support;

/// <summary>Random tests can be run again.</summary>
public class SeededTests
{
    [Fact]
    public void A_failing_seed_is_named()
    {
        XunitException failure = Assert.ThrowsAny<XunitException>(() => Seeded.Each(9, static (seed, _) => Assert.True(seed != 4, "four")));
        Assert.Contains("RINGSPUN_SEED=4", failure.Message, StringComparison.Ordinal);
    }
}
