using System.CommandLine;
using Ringspun.Cli.Commands;
using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Tests.Load;

public sealed class LoadMergeCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ringspun-merge").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_sum_has_every_value_of_every_file(bool toFile)
    {
        Random random = new(Seeds.Next());
        HistogramPair expected = new();
        List<string> arguments = [];
        for (int i = 0; i < 3; i++)
        {
            HistogramPair pair = new(Samples.AnyHistogram(random, 500), Samples.AnyHistogram(random, 400));
            expected.Add(pair);
            string path = Path.Combine(_directory, $"{i}.hgrm");
            HistogramFile.Save(pair, path);
            arguments.Add(path);
        }

        string target = Path.Combine(_directory, "sum.hgrm");
        string output = Run(toFile ? [.. arguments, "-o", target] : [.. arguments]);
        HistogramPair sum = toFile ? HistogramFile.Load(target) : HistogramReader.Read(new StringReader(output));
        HistogramTests.AssertSame(expected.Latency, sum.Latency);
        HistogramTests.AssertSame(expected.ServiceTime, sum.ServiceTime);
        Assert.Equal(toFile, output.Length == 0);
    }

    [Fact]
    public void A_file_that_is_no_histogram_is_named()
    {
        string path = Path.Combine(_directory, "text");
        File.WriteAllText(path, "nothing of the kind");
        CommandFailure failure = Assert.Throws<CommandFailure>(() => Run([path]));
        Assert.Contains($"'{path}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--histogram", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_failure() =>
        Assert.Contains("cannot read", Assert.Throws<CommandFailure>(() => Run([Path.Combine(_directory, "none")])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_target_that_cannot_be_written_is_a_failure()
    {
        string path = Path.Combine(_directory, "one");
        HistogramFile.Save(new HistogramPair(), path);
        CommandFailure failure = Assert.Throws<CommandFailure>(() => Run([path, "-o", Path.Combine(_directory, "none", "sum")]));
        Assert.Contains("cannot write", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_a_command_of_load_and_needs_no_url()
    {
        Command load = new LoadCommand().Build((_, _) => 0);
        ParseResult parsed = load.Parse(["merge", "a", "b"]);
        Assert.Empty(parsed.Errors);
        Assert.Equal("merge", parsed.CommandResult.Command.Name);
    }

    private static string Run(string[] arguments)
    {
        using StringWriter output = new();
        InvocationConfiguration invocation = new() { Output = output, EnableDefaultExceptionHandler = false };
        ParseResult parsed = LoadMergeCommand.Create().Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke(invocation));
        return output.ToString();
    }
}
