namespace Ringspun.Bench.Figures;

/// <summary>A chart of lines as an SVG file: readable on white and on dark pages, without a script or a font of its own.</summary>
internal sealed class LineChart
{
    /// <summary>What is seen, in one sentence.</summary>
    public required string Title { get; init; }

    public required Axis XAxis { get; init; }

    public required Axis YAxis { get; init; }

    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>Lines below the chart: when, where and how it was measured. <see cref="ChartCaption.Of"/> gives a report's.</summary>
    public IReadOnlyList<string> Caption { get; init; } = [];

    /// <summary>The document.</summary>
    /// <exception cref="ArgumentException">No series has a point, or an axis cannot show one of them.</exception>
    public string Render() => new LineChartDrawing(this).Draw();

    /// <summary>Writes the document to a file.</summary>
    /// <exception cref="BenchFailure">The file cannot be written.</exception>
    public void Write(string path)
    {
        string document = Render();
        try
        {
            File.WriteAllText(path, document);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BenchFailure($"the figure cannot be written: {failure.Message}");
        }
    }
}
