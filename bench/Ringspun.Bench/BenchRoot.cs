namespace Ringspun.Bench;

/// <summary>The sources' root, as <c>bench/run</c> knows it.</summary>
internal static class BenchRoot
{
    public static string Path => Environment.GetEnvironmentVariable("RINGSPUN_ROOT") ?? throw new BenchFailure("start it as bench/run");
}
