using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Support;

/// <summary>
/// Runs a test over seeds. A failure names its seed; set RINGSPUN_SEED to it to run that one alone, or RINGSPUN_SEEDS to a number to run so many times
/// as many as usual.
/// </summary>
internal static class Seeded
{
    public static void Each(int seeds, Action<Random> body) => Each(seeds, (_, random) => body(random));

    public static void Each(int seeds, Action<int, Random> body)
    {
        string? only = Environment.GetEnvironmentVariable("RINGSPUN_SEED");
        int first = only is null ? 1 : int.Parse(only, null);
        int times = int.Parse(Environment.GetEnvironmentVariable("RINGSPUN_SEEDS") ?? "1", null);
        int last = only is null ? seeds * times : first;
        for (int seed = first; seed <= last; seed++)
        {
            try
            {
                body(seed, new Random(seed));
            }
            catch (Exception failure)
            {
                throw new XunitException($"seed {seed} (RINGSPUN_SEED={seed} replays it): {failure.Message}\n{failure.StackTrace}", failure);
            }
        }
    }
}
