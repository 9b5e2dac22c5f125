using System.Globalization;

namespace Ringspun.Cli.Doctor;

/// <summary>Reads facts from /proc.</summary>
internal static class Proc
{
    private const string EffectiveCapabilities = "CapEff:";

    /// <summary>The file's text without surrounding white space; null when it cannot be read.</summary>
    public static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The numbers in the file; empty when it cannot be read.</summary>
    public static long[] Numbers(string path) =>
        [.. (Text(path) ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0)];

    /// <summary>Whether this process has a capability that counts.</summary>
    public static bool HasCapability(Capability capability)
    {
        string? line = Text("/proc/self/status")?.Split('\n')
            .FirstOrDefault(text => text.StartsWith(EffectiveCapabilities, StringComparison.Ordinal));
        return line is not null
            && ulong.TryParse(line.AsSpan(EffectiveCapabilities.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong set)
            && (set & (1UL << (int)capability)) != 0;
    }
}
