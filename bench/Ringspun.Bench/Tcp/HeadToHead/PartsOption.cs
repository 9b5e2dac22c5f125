using System.CommandLine;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The option <c>--only PART,…</c>.</summary>
internal static class PartsOption
{
    private const HeadToHeadParts Unknown = (HeadToHeadParts)(-1);

    private static readonly string[] Names = ["bulk", "http", "connect", "latency", "idle"];

    public static Option<string> Create()
    {
        Option<string> option = new("--only")
        {
            Description = $"Measures these parts only, of {string.Join(", ", Names)}.",
            DefaultValueFactory = _ => string.Join(',', Names),
            HelpName = "PART,…",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Parse(token.Value) is HeadToHeadParts.None)
            {
                result.AddError($"--only: '{token.Value}' must be some of {string.Join(',', Names)}.");
            }
        });
        return option;
    }

    /// <summary>The parts of a list; none where a word of it is unknown.</summary>
    public static HeadToHeadParts Parse(string list)
    {
        HeadToHeadParts parts = HeadToHeadParts.None;
        foreach (string word in list.Split(',', StringSplitOptions.TrimEntries))
        {
            HeadToHeadParts part = Array.IndexOf(Names, word) is var index and >= 0 ? (HeadToHeadParts)(1 << index) : Unknown;
            if (part == Unknown)
            {
                return HeadToHeadParts.None;
            }

            parts |= part;
        }

        return parts;
    }
}
