using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Ringspun.Tests.Support;

/// <summary>
/// Runs properties. A failure prints its seed as <c>(seed,gamma)</c>; set RINGSPUN_SEED to it to replay the failure.
/// </summary>
internal static class Property
{
    public static void Holds<T>(Arbitrary<T> inputs, Action<T> property, int tests = 300)
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(tests);
        string? seed = Environment.GetEnvironmentVariable("RINGSPUN_SEED");
        if (seed?.Contains(',', StringComparison.Ordinal) == true)
        {
            string[] parts = seed.Trim('(', ')').Split(',');
            config = config.WithReplay(
                ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        Check.One(config, Prop.ForAll(inputs, property));
    }
}
