using FsCheck;
using FsCheck.Fluent;

namespace Ringspun.Http.Tests;

/// <summary>
/// Runs properties. A failure prints its seed as <c>(seed,gamma)</c>; set RINGSPUN_SEED to it to replay the failure.
/// </summary>
internal static class Property
{
    public static void Holds<T>(Arbitrary<T> inputs, Action<T> property, int tests = 300)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests);
        string? seed = Environment.GetEnvironmentVariable("RINGSPUN_SEED");
        if (seed is not null)
        {
            string[] parts = seed.Trim('(', ')').Split(',');
            config = config.WithReplay(ulong.Parse(parts[0], null), ulong.Parse(parts[1], null));
        }

        Check.One(config, Prop.ForAll(inputs, property));
    }

    /// <summary>Any bytes, with those that mean something to HTTP more often than others.</summary>
    public static Gen<byte> WireByte { get; } = Gen.Frequency(
        (3, Gen.Choose(0, 255).Select(static b => (byte)b)),
        (4, Gen.Elements("\r\n:;, \t/.%?*-0123456789abcdefHTTP"u8.ToArray())));
}
