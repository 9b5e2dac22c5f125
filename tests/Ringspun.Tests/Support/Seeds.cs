using System.Globalization;

namespace Ringspun.Tests.Support;

/// <summary>Seeds of random tests: printed, and replayed with the environment variable RINGSPUN_SEED.</summary>
internal static class Seeds
{
    private static readonly int? Given = int.TryParse(
        Environment.GetEnvironmentVariable("RINGSPUN_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int seed) ? seed : null;

    public static int Next()
    {
        int seed = Given ?? Random.Shared.Next();
        LoopThread.Output?.WriteLine($"replay with RINGSPUN_SEED={seed}");
        return seed;
    }

    /// <summary>For a test of many seeds, which prints the one that fails: so many in a row from anywhere, or the one to replay.</summary>
    public static (int First, int Count) Range(int count) => Given is { } seed ? (seed, 1) : (Random.Shared.Next(), count);
}
