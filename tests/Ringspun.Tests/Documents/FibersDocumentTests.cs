using Ringspun.Samples.Fibers;

namespace Ringspun.Tests.Documents;

/// <summary>docs/fibers.md: what it shows is compiled, and runs.</summary>
public sealed class FibersDocumentTests
{
    public static TheoryData<string> Names => [.. Examples.All.Select(example => example.Name)];

    [Fact]
    public void Every_code_block_is_a_piece_of_a_compiled_source_file()
    {
        string[][] sources = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(file => Lines(File.ReadAllLines(file)))];
        List<string[]> blocks = Blocks(File.ReadAllLines(Path.Combine(Repository.Root, "docs/fibers.md")));
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.True(
            sources.Any(source => Contains(source, block)),
            $"This code is in no file of samples/, so nobody compiles it:\n{string.Join('\n', block)}"));
    }

    [Fact]
    public void A_block_that_is_not_compiled_is_found()
    {
        Assert.Equal([["a();", "b();"]], Blocks(["text", "```csharp", "a();", "", "  b();", "```", "```", "c();", "```"]));
        Assert.True(Contains(["x", "a();", "b();", "y"], ["a();", "b();"]));
        Assert.False(Contains(["a();", "x", "b();"], ["a();", "b();"]));
        Assert.False(Contains(["a();"], ["a();", "b();"]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_example_runs(string name) => LoopThread.Run(Examples.All.Single(example => example.Name == name).Run);

    private static List<string[]> Blocks(string[] document)
    {
        var blocks = new List<string[]>();
        List<string>? block = null;
        foreach (string line in document)
        {
            if (block is null && line.StartsWith("```", StringComparison.Ordinal))
            {
                block = line == "```csharp" ? [] : null;
            }
            else if (block is not null && line == "```")
            {
                blocks.Add(Lines([.. block]));
                block = null;
            }
            else
            {
                block?.Add(line);
            }
        }

        return blocks;
    }

    /// <summary>Without what does not matter: indentation and empty lines.</summary>
    private static string[] Lines(string[] lines) => [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static bool Contains(string[] source, string[] block) =>
        Enumerable.Range(0, Math.Max(0, source.Length - block.Length + 1)).Any(at => source.AsSpan(at, block.Length).SequenceEqual(block));
}
