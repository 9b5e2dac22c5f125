namespace Ringspun.Bench.Reporting;

/// <summary>The result of a measurement inside one process.</summary>
/// <param name="Bench">The measurement.</param>
/// <param name="Rounds">How often each quantity was measured.</param>
/// <param name="Figures">The quantities.</param>
internal record FigureReport(string Bench, int Rounds, IReadOnlyList<Figure> Figures) : BenchReport(Bench)
{
    /// <summary>The table below the lines about the run.</summary>
    public void WriteTable(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{$"medians of {Rounds} rounds",-52}{"",12} {"",-20}{"CPU ns each",12}");
        foreach (Figure figure in Figures)
        {
            output.WriteLine($"{figure.Name,-52}{figure.Value,12:F1} {figure.Unit,-20}{figure.CpuNanoseconds,12:F1}   {figure.Remark}");
        }
    }
}
