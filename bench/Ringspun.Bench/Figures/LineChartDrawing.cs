using System.Globalization;
using System.Text;

namespace Ringspun.Bench.Figures;

/// <summary>Lays out one chart, from the title down to the caption; every band is as high as its texts need.</summary>
internal sealed class LineChartDrawing
{
    private const double Width = 760;
    private const double Margin = 24;
    private const double PlotHeight = 320;
    private const double TitleSize = 17;
    private const double TextSize = 13;
    private const double CaptionSize = 11;
    private const double LineSpacing = 1.45;
    private const double SwatchWidth = 30;
    private const double LegendGap = 22;

    private readonly LineChart _chart;
    private readonly AxisRange _x;
    private readonly AxisRange _y;
    private readonly IReadOnlyList<string> _title;
    private readonly IReadOnlyList<string> _caption;
    private readonly List<(int Series, string Text, double X, int Row)> _legend = [];
    private readonly double _left;
    private readonly double _right;
    private readonly double _top;

    public LineChartDrawing(LineChart chart)
    {
        _chart = chart;
        ChartPoint[] points = [.. chart.Series.SelectMany(series => series.Points).Where(point => point.IsMeasured)];
        _x = AxisRange.Cover(chart.XAxis, [.. points.Select(point => point.X)]);
        _y = AxisRange.Cover(chart.YAxis, [.. points.SelectMany(Extent)]);
        _title = TextMetrics.Wrap(chart.Title, TitleSize, Width - (2 * Margin), bold: true);
        _caption = [.. chart.Caption.SelectMany(line => TextMetrics.Wrap(line, CaptionSize, Width - (2 * Margin)))];
        _left = Margin + _y.Ticks.Max(tick => TextMetrics.Width(tick.Label, TextSize)) + 8;
        _right = Width - Math.Max(Margin, (TextMetrics.Width(_x.Ticks[^1].Label, TextSize) / 2) + 4);
        PlaceLegend();
        int legendRows = _legend[^1].Row + 1;
        _top = Margin + (_title.Count * TitleSize * LineSpacing) + (legendRows * TextSize * LineSpacing) + 8 + (2 * TextSize * LineSpacing);
    }

    private double Bottom => _top + PlotHeight;

    private double CaptionTop => Bottom + (2 * TextSize * LineSpacing) + 18;

    public string Draw()
    {
        double height = CaptionTop + (_caption.Count * CaptionSize * LineSpacing) + (Margin / 2);
        using SvgWriter svg = new(Width, height, _chart.Title);
        DrawTexts(svg);
        DrawLegend(svg);
        DrawAxes(svg);
        foreach ((int i, Series series) in _chart.Series.Index())
        {
            DrawSeries(svg, i, series);
        }

        return svg.Finish();
    }

    private static IEnumerable<double> Extent(ChartPoint point) => [point.Y, point.Low ?? point.Y, point.High ?? point.Y];

    private static string Colour(int series) => (series % Palette.Count).ToString(CultureInfo.InvariantCulture);

    private static string? Dashes(int series) => series / Palette.Count == 0 ? null : "6 5";

    private double AtX(double value) => _left + (_x.Fraction(value) * (_right - _left));

    private double AtY(double value) => Bottom - (_y.Fraction(value) * PlotHeight);

    private void PlaceLegend()
    {
        double x = Margin;
        int row = 0;
        foreach ((int i, Series series) in _chart.Series.Index())
        {
            string name = series.IsMeasured ? series.Name : $"{series.Name} (not measured)";
            name = TextMetrics.Cut(name, TextSize, Width - (2 * Margin) - SwatchWidth);
            double width = SwatchWidth + TextMetrics.Width(name, TextSize);
            if (x > Margin && x + width > Width - Margin)
            {
                x = Margin;
                row++;
            }

            _legend.Add((i, name, x, row));
            x += width + LegendGap;
        }
    }

    private void DrawTexts(SvgWriter svg)
    {
        foreach ((int i, string line) in _title.Index())
        {
            svg.Text("text", Margin, Margin + TitleSize + (i * TitleSize * LineSpacing) - 3, TitleSize, line, bold: true);
        }

        double room = Width - (2 * Margin);
        svg.Text("muted", Margin, _top - 14, TextSize, TextMetrics.Cut(_chart.YAxis.Label, TextSize, room));
        string across = TextMetrics.Cut(_chart.XAxis.Label, TextSize, room);
        double half = TextMetrics.Width(across, TextSize) / 2;
        double middle = Math.Clamp((_left + _right) / 2, Margin + half, Math.Max(Margin + half, Width - Margin - half));
        svg.Text("muted", middle, Bottom + (2 * TextSize * LineSpacing) + 4, TextSize, across, "middle");
        foreach ((int i, string line) in _caption.Index())
        {
            svg.Text("muted", Margin, CaptionTop + ((i + 1) * CaptionSize * LineSpacing) - 4, CaptionSize, line);
        }
    }

    private void DrawLegend(SvgWriter svg)
    {
        double first = Margin + (_title.Count * TitleSize * LineSpacing) + 8;
        foreach ((int series, string text, double x, int row) in _legend)
        {
            double middle = first + ((row + 0.5) * TextSize * LineSpacing);
            svg.Path($"line{Colour(series)}", $"M{SvgWriter.Number(x)} {SvgWriter.Number(middle)}h22", 2.4, Dashes(series));
            svg.Path($"mark{Colour(series)}", Marker.Path(series, x + 11, middle));
            svg.Text("text", x + SwatchWidth, middle + (TextSize * 0.36), TextSize, text);
        }
    }

    private void DrawAxes(SvgWriter svg)
    {
        foreach (AxisTick tick in _y.Ticks)
        {
            double y = AtY(tick.Value);
            svg.Line("grid", _left, y, _right, y, 1);
            svg.Text("muted", _left - 8, y + (TextSize * 0.36), TextSize, tick.Label, "end");
        }

        double free = 0;
        foreach (AxisTick tick in _x.Ticks)
        {
            double x = AtX(tick.Value);
            double half = TextMetrics.Width(tick.Label, TextSize) / 2;
            svg.Line("grid", x, _top, x, Bottom, 1);
            if (x - half >= free)
            {
                svg.Text("muted", x, Bottom + (TextSize * LineSpacing), TextSize, tick.Label, "middle");
                free = x + half + 10;
            }
        }

        svg.Line("axis", _left, Bottom, _right, Bottom, 1.2);
        svg.Line("axis", _left, _top, _left, Bottom, 1.2);
    }

    private void DrawSeries(SvgWriter svg, int index, Series series)
    {
        StringBuilder way = new();
        StringBuilder whiskers = new();
        bool joined = false;
        foreach (ChartPoint point in series.Points)
        {
            if (point.IsMeasured)
            {
                string x = SvgWriter.Number(AtX(point.X));
                way.Append(CultureInfo.InvariantCulture, $"{(joined ? 'L' : 'M')}{x} {SvgWriter.Number(AtY(point.Y))}");
                if (point.Low is not null || point.High is not null)
                {
                    whiskers.Append(
                        CultureInfo.InvariantCulture,
                        $"M{x} {SvgWriter.Number(AtY(point.Low ?? point.Y))}V{SvgWriter.Number(AtY(point.High ?? point.Y))}");
                }
            }

            joined = point.IsMeasured;
        }

        if (whiskers.Length > 0)
        {
            svg.Path($"line{Colour(index)}", whiskers.ToString(), 1.2);
        }

        svg.Path($"line{Colour(index)}", way.ToString(), 2.4, Dashes(index));
        foreach (ChartPoint point in series.Points.Where(point => point.IsMeasured))
        {
            string tip = string.Create(CultureInfo.InvariantCulture, $"{series.Name}: {point.Y:#,0.###} at {point.X:#,0.###}");
            svg.Path($"mark{Colour(index)}", Marker.Path(index, AtX(point.X), AtY(point.Y)), tip: tip);
        }
    }
}
