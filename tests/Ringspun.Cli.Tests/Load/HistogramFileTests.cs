using System.Globalization;
using System.Text.RegularExpressions;
using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Tests.Load;

public partial class HistogramFileTests
{
    [Fact]
    public void What_is_written_is_read_back_without_loss()
    {
        Random random = new(Seeds.Next());
        for (int round = 0; round < 10; round++)
        {
            HistogramPair written = new(Samples.AnyHistogram(random, random.Next(3000)), Samples.AnyHistogram(random, random.Next(3000)));
            HistogramPair read = HistogramReader.Read(new StringReader(Write(written)));
            HistogramTests.AssertSame(written.Latency, read.Latency);
            HistogramTests.AssertSame(written.ServiceTime, read.ServiceTime);
        }
    }

    [Fact]
    public void Values_beyond_the_last_step_survive()
    {
        HistogramPair written = new();
        written.Latency.Record(long.MaxValue);
        HistogramPair read = HistogramReader.Read(new StringReader(Write(written)));
        HistogramTests.AssertSame(written.Latency, read.Latency);
        Assert.Equal(0, read.ServiceTime.Total);
    }

    /// <summary>HdrHistogram's plotting page takes lines of four columns that do not begin with '#'; hdr-plot wants a blank before each column.</summary>
    [Fact]
    public void Plotting_tools_find_the_percentiles_and_skip_the_counts()
    {
        Random random = new(Seeds.Next());
        Histogram latency = Samples.AnyHistogram(random, 10_000);
        string[] lines = Write(new HistogramPair(latency, new Histogram())).Split('\n');
        double[][] points = [.. lines.Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length == 4 && double.TryParse(words[0], CultureInfo.InvariantCulture, out _))
            .Select(words => words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal(points.Length, lines.Count(line => PlotLine().IsMatch(line)));
        Assert.True(points.Length > 50);
        foreach (double[] point in points)
        {
            double expected = latency.Percentile(point[1] * 100) / 1e6;
            Assert.Equal(expected, point[0], 1e-6);
            Assert.Equal(1 / (1 - point[1]), point[3], 0.01);
        }

        Assert.Equal(points.Select(point => point[3]).Order(), points.Select(point => point[3]));
        Assert.True(points[^1][3] >= 5000, "the curve ends near the last of 10,000 values");
        Assert.Contains(lines, line => MeanLine().IsMatch(line));
        Assert.Contains(lines, line => MaxLine().IsMatch(line) && line.Contains("10000", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("#[Buckets = ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        string[] lines = Write(new HistogramPair(Samples.AnyHistogram(new Random(1), 100), Samples.AnyHistogram(new Random(2), 100))).TrimEnd('\n').Split('\n');
        for (int count = 0; count < lines.Length; count++)
        {
            string text = string.Join('\n', lines.Take(count));
            Assert.Throws<FormatException>(() => HistogramReader.Read(new StringReader(text)));
        }
    }

    [Theory]
    [InlineData("#ringspun histogram 1", "#ringspun histogram 2", "another version")]
    [InlineData("total=3", "total=4", "add up to 3, not to 4")]
    [InlineData("5:2", "5:1", "add up to 2, not to 3")]
    [InlineData("5:2", "5:x", "not STEP:COUNT")]
    [InlineData("5:2", "9:2", "out of order")]
    [InlineData("5:2", "5:-2", "not STEP:COUNT")]
    [InlineData("7:1", "77777:1", "out of range")]
    [InlineData("min=5", "min=6", "least")]
    [InlineData("max=7", "max=8", "greatest")]
    [InlineData("max=7", "max=", "expected total=")]
    [InlineData("#ringspun end", "#ringspun end\n#ringspun histogram 1", "more than one")]
    [InlineData("#ringspun end", "#ringspun stop", "not understood")]
    [InlineData("#ringspun ", "#other ", "no exact counts")]
    public void What_contradicts_itself_is_refused_with_the_reason(string found, string changed, string reason)
    {
        HistogramPair pair = new();
        pair.Latency.Record(5);
        pair.Latency.Record(5);
        pair.Latency.Record(7);
        string text = Write(pair);
        Assert.Contains(found, text, StringComparison.Ordinal);
        FormatException mistake = Assert.Throws<FormatException>(() => HistogramReader.Read(new StringReader(text.Replace(found, changed, StringComparison.Ordinal))));
        Assert.Contains(reason, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_time_for_all_still_makes_a_curve()
    {
        HistogramPair pair = new();
        for (int i = 0; i < 100; i++)
        {
            pair.Latency.Record(Samples.Millisecond);
        }

        string[] lines = Write(pair).Split('\n');
        Assert.Contains(lines, line => PlotLine().IsMatch(line));
        Assert.Contains(lines, line => line.TrimStart().StartsWith("1.000000 1.000000000000        100", StringComparison.Ordinal));
    }

    private static string Write(HistogramPair pair)
    {
        using StringWriter output = new();
        HistogramWriter.Write(pair, output);
        return output.ToString();
    }

    [GeneratedRegex(@"^\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)\s+([0-9.]+)$")]
    private static partial Regex PlotLine();

    [GeneratedRegex(@"^#\[Mean\s+=\s+([0-9.]+),\s+StdDeviation\s+=\s+([0-9.]+)\]$")]
    private static partial Regex MeanLine();

    [GeneratedRegex(@"^#\[Max\s+=\s+([0-9.]+),\s+Total count\s+=\s+([0-9.]+)\]$")]
    private static partial Regex MaxLine();
}
