using System.Text.RegularExpressions;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests;

/// <summary>Each MUST of RFC 9293 (appendix B) is tagged where it is kept and where it is tested, or docs/tcp.md says why not.</summary>
public partial class RequirementTests
{
    private const int Last = 69;

    /// <summary>What has no place in the code.</summary>
    private static readonly Dictionary<int, string> NotTagged = new()
    {
        [51] = "source routes are not sent (RFC 7126 has them filtered everywhere)",
        [52] = "source routes are not sent",
        [53] = "source routes are not sent",
    };

    public static TheoryData<int> Musts => [.. Enumerable.Range(1, Last)];

    [Theory, MemberData(nameof(Musts))]
    public void Each_is_tagged_at_the_code_and_at_a_test(int number)
    {
        bool code = Tagged("src/Ringspun.Tcp").Contains(number);
        bool test = Tagged("tests/Ringspun.Tcp.Tests").Contains(number);
        if (NotTagged.TryGetValue(number, out string? reason))
        {
            Assert.False(code && test, $"MUST-{number} is tagged, though the list says: {reason}");
            Assert.Contains($"MUST-{number} ", File.ReadAllText(Path.Combine(Sources.Root(), "docs", "tcp.md")), StringComparison.Ordinal);
            return;
        }

        Assert.True(code, $"RFC9293 MUST-{number} is tagged nowhere in src/Ringspun.Tcp");
        Assert.True(test, $"RFC9293 MUST-{number} is tagged at no test");
    }

    private static HashSet<int> Tagged(string folder) =>
        [.. Sources.Of(folder).SelectMany(static text => Tag().Matches(text)).Select(static match => int.Parse(match.Groups[1].Value, null))];

    [GeneratedRegex(@"RFC9293 MUST-(\d+)")]
    private static partial Regex Tag();
}
