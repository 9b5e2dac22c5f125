using System.Globalization;

namespace Ringspun.Bench.Measuring;

/// <summary>Which core serves and which one makes the load.</summary>
/// <param name="Server">The server's core; null where there is only one core.</param>
/// <param name="Load">The load generator's core; null where there is only one core.</param>
internal sealed record Cores(int? Server, int? Load)
{
    private const string Field = "Cpus_allowed_list:";

    /// <summary>The first two cores that this process may use.</summary>
    public static Cores Pick()
    {
        string list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Field, StringComparison.Ordinal))[Field.Length..];
        int[] allowed = [.. list.Trim().Split(',').SelectMany(Expand)];
        return allowed.Length < 2 ? new Cores(null, null) : new Cores(allowed[0], allowed[1]);
    }

    private static IEnumerable<int> Expand(string range)
    {
        int[] ends = [.. range.Split('-').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
