using System.Text.RegularExpressions;

namespace Ringspun.Architecture.Tests;

/// <summary>The rules that every source file keeps.</summary>
public partial class SourceRuleTests
{
    private const int LongestFile = 600;
    private const int UsualFile = 300;
    private static readonly string[] Everywhere = ["src", "tests", "bench", "samples"];

    [Fact]
    public void Only_the_Linux_room_declares_native_functions() =>
        AssertAbsent(
            NativeFunction(),
            Repository.Sources("src", "bench", "samples").Where(file => !file.Name.StartsWith("src/Ringspun.Linux/", StringComparison.Ordinal)),
            file => file.Code);

    [Fact]
    public void No_file_is_longer_than_600_lines() =>
        Assert.Empty(Repository.Sources(Everywhere).Where(file => file.Lines > LongestFile).Select(file => $"{file}: {file.Lines} lines"));

    [Fact]
    public void Nine_files_of_ten_are_shorter_than_300_lines()
    {
        SourceFile[] files = [.. Repository.Sources("src")];
        SourceFile[] big = [.. files.Where(file => file.Lines >= UsualFile)];
        Assert.True(
            big.Length * 10 <= files.Length,
            $"{big.Length} of {files.Length} files have {UsualFile} lines or more: {string.Join(", ", big.Select(file => $"{file} ({file.Lines})"))}");
    }

    [Fact]
    public void A_file_holds_one_type()
    {
        IEnumerable<string> crowded = Repository.Sources(Everywhere)
            .Select(file => (file, types: TopLevelTypes.Of(file)))
            .Where(found => found.types.Count > 1)
            .Select(found => $"{found.file}: {string.Join(", ", found.types)}");
        Assert.Empty(crowded);
    }

    [Fact]
    public void A_file_is_named_after_its_type()
    {
        IEnumerable<string> strangers = Repository.Sources("src")
            .Select(file => (file, types: TopLevelTypes.Of(file)))
            .Where(found => found.types.Count == 1
                && !Path.GetFileName(found.file.Name).StartsWith(found.types[0], StringComparison.Ordinal))
            .Select(found => $"{found.file} holds {found.types[0]}");
        Assert.Empty(strangers);
    }

    [Fact]
    public void Tests_do_not_sleep() =>
        AssertAbsent(Sleep(), Repository.Sources("tests"), file => file.Code);

    [Fact]
    public void Nothing_is_left_for_later() =>
        AssertAbsent(LeftForLater(), Repository.Sources("src"), file => file.Text);

    private static void AssertAbsent(Regex pattern, IEnumerable<SourceFile> files, Func<SourceFile, string> text)
    {
        IEnumerable<string> found =
            from file in files
            from match in pattern.Matches(text(file))
            select $"{file}:{file.LineOf(match.Index)}: {match.Value}";
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\b(DllImport|LibraryImport|NativeLibrary)\b|\bdelegate\s*\*\s*unmanaged\b")]
    private static partial Regex NativeFunction();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b|\bTask\s*\.\s*Delay\b")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK|NotImplementedException)\b")]
    private static partial Regex LeftForLater();
}
