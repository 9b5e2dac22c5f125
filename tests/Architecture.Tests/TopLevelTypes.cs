using System.Text;
using System.Text.RegularExpressions;

namespace Ringspun.Architecture.Tests;

/// <summary>Finds the names of the types that a source declares outside any other type.</summary>
internal static partial class TopLevelTypes
{
    /// <summary>The distinct simple names; <c>Fiber</c> and <c>Fiber&lt;T&gt;</c> count as one.</summary>
    public static IReadOnlyList<string> Of(SourceFile file) =>
        [.. Declaration().Matches(OutsideBraces(file.Code)).Select(match => match.Groups["name"].Value).Distinct()];

    private static string OutsideBraces(string code)
    {
        StringBuilder outside = new(code.Length);
        int depth = 0;
        foreach (char c in code)
        {
            depth -= c is '}' or ')' or ']' ? 1 : 0;
            outside.Append(depth == 0 ? c : ' ');
            depth += c is '{' or '(' or '[' ? 1 : 0;
        }

        return outside.ToString();
    }

    // A keyword after ':' or ',' is a constraint ("where T : class"), not a declaration.
    [GeneratedRegex(@"(?<![:,]\s*)\b(?:(?:record\s+)?(?:class|struct)|interface|enum|record|delegate\s+[\w.<>?,\s\*]+?)\s+(?<name>[A-Za-z_]\w*)\s*(?=[<({:;]|where|\z)")]
    private static partial Regex Declaration();
}
