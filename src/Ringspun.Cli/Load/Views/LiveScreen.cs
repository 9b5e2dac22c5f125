using System.Globalization;
using Ringspun.Cli.Load.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ringspun.Cli.Load.Views;

/// <summary>What the live display shows, as a function of the samples so far.</summary>
internal sealed class LiveScreen(LoadPlan plan)
{
    // The widest sparkline; older seconds leave it on the left.
    private const int MostColumns = 120;
    private const int Labels = 16;

    private readonly List<double> _rates = [];
    private readonly List<double> _tails = [];
    private LoadSample? _latest;
    private long _answered;
    private long _failed;
    private TimeSpan _counted;

    public void Add(LoadSample sample)
    {
        _latest = sample;
        Keep(_rates, sample.Rate);
        Keep(_tails, sample.P99);
        if (sample.Phase == LoadPhase.Steady)
        {
            _answered += sample.Answered;
            _failed += sample.Errors + sample.Unexpected;
            _counted += sample.Length;
        }
    }

    /// <summary>The display.</summary>
    /// <param name="width">The terminal's columns.</param>
    public IRenderable Render(int width)
    {
        // Borders and padding take four columns; narrower than this, the table wraps and stays readable.
        int columns = Math.Clamp(width - Labels - 4, 10, MostColumns);
        Grid grid = new();
        grid.AddColumn(new GridColumn().NoWrap().Width(Labels - 2).PadRight(2));
        grid.AddColumn(new GridColumn().PadRight(0));
        AddRow(grid, "progress", new Text(Progress(columns)));
        if (_latest is { } latest)
        {
            AddRow(grid, "requests/s", new Text($"{Figures.Count(Math.Round(latest.Rate))}{Target()}"));
            AddRow(grid, "", new Text(Sparkline.Of(_rates, columns), new Style(Color.Green)));
            AddRow(grid, "latency", new Text(
                $"p50 {Figures.Time(latest.P50)}   p90 {Figures.Time(latest.P90)}   p99 {Figures.Time(latest.P99)}   max {Figures.Time(latest.Max)}"));
            AddRow(grid, "p99", new Text(Sparkline.Of(_tails, columns), new Style(Color.Yellow)));
            AddRow(grid, "answered", new Text(Figures.Count(_answered)));
            AddRow(grid, "errors", new Text(Errors(), new Style(_failed > 0 ? Color.Red : Color.Default)));
            AddRow(grid, "connections", new Text($"{Figures.Count(latest.Connections)} of {Figures.Count(plan.Connections)}"));
            if (plan.TargetRate is not null)
            {
                AddRow(grid, "schedule", new Text($"lag p99 {Figures.Time(latest.LagP99)}, {Figures.Count(latest.Backlog)} requests waiting"));
            }
        }

        return new Rows(new Text(LineView.Introduction(plan), new Style(decoration: Decoration.Bold)), grid);
    }

    private static void AddRow(Grid grid, string label, IRenderable value) => grid.AddRow(new Text(label, new Style(Color.Grey)), value);

    private static void Keep(List<double> values, double value)
    {
        if (values.Count == MostColumns)
        {
            values.RemoveAt(0);
        }

        values.Add(value);
    }

    private string Target() => plan.TargetRate is { } rate ? $" of {Figures.Count(rate)}" : "";

    private string Errors() =>
        _failed == 0 ? "none" : $"{Figures.Count(_failed)} ({Figures.Percent((double)_failed / (_answered + _failed))})";

    private string Progress(int columns)
    {
        double byTime = plan.Duration is { } duration ? _counted / duration : 0;
        double byCount = plan.Requests is { } requests ? (double)(_answered + _failed) / requests : 0;
        double share = Math.Clamp(Math.Max(byTime, byCount), 0, 1);
        string phase = _latest is null ? "connecting" : LineView.PhaseName(_latest.Phase);
        string words = string.Create(CultureInfo.InvariantCulture, $" {share * 100,3:F0} %  {phase} {_latest?.At.TotalSeconds ?? 0:F0} s");
        int bar = Math.Max(columns - words.Length, 4);
        int full = (int)(share * bar);
        return new string('█', full) + new string('░', bar - full) + words;
    }
}
