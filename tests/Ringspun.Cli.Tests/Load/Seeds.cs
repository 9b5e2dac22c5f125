using System.Globalization;

namespace Ringspun.Cli.Tests.Load;

/// <summary>Seeds of random tests: printed, and replayed with the environment variable RINGSPUN_SEED.</summary>
internal static class Seeds
{
    public static int Next()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("RINGSPUN_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int given)
            ? given
            : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"replay with RINGSPUN_SEED={seed}");
        return seed;
    }
}
