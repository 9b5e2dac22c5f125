using System.Globalization;
using System.Xml.Linq;
using Ringspun.Bench.Figures;

namespace Ringspun.Bench.Tests.Figures;

public class LineChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_document_is_well_formed_and_tells_everything()
    {
        LineChart chart = Chart(new Series("ours", [new(1, 10), new(2, 20, 15, 30)]), new Series("theirs", [new(1, 12), new(2, 24)]));
        XElement root = XDocument.Parse(chart.Render()).Root!;
        Assert.Equal(Svg + "svg", root.Name);
        string[] texts = [.. root.Elements(Svg + "text").Select(text => text.Value)];
        Assert.All(["A chart", "ours", "theirs", "count", "nanoseconds", "a machine, a day"], text => Assert.Contains(text, texts));
        Assert.Equal("A chart", root.Element(Svg + "title")!.Value);
        Assert.Contains("ours: 20 at 2", root.Descendants(Svg + "title").Select(tip => tip.Value));
    }

    [Fact]
    public void What_texts_hold_stays_text()
    {
        const string Hostile = "a<b> & \"c\" ]]> \u0001 \ud800 é 測";
        LineChart chart = new()
        {
            Title = Hostile,
            XAxis = new Axis(Hostile),
            YAxis = new Axis(Hostile),
            Series = [new Series(Hostile, [new(1, 1)])],
            Caption = [Hostile],
        };
        XElement root = XDocument.Parse(chart.Render()).Root!;
        Assert.Equal(5, root.Elements(Svg + "text").Count(text => text.Value.Contains("a<b> & \"c\" ]]> \ufffd \ufffd é 測", StringComparison.Ordinal)));
        Assert.DoesNotContain(root.Descendants(), element => element.Name.LocalName == "b");
    }

    [Fact]
    public void A_gap_breaks_the_line_and_an_empty_series_is_told()
    {
        LineChart chart = Chart(new Series("ours", [new(1, 1), new(2, double.NaN), new(3, 3)]), new Series("theirs", []));
        XElement root = XDocument.Parse(chart.Render()).Root!;
        Assert.Contains(root.Elements(Svg + "text"), text => text.Value == "theirs (not measured)");
        string line = root.Elements(Svg + "path").Last(path => path.Attribute("class")!.Value == "line0").Attribute("d")!.Value;
        Assert.Equal(2, line.Count(c => c == 'M'));
    }

    [Fact]
    public void Nothing_to_draw_is_refused() =>
        Assert.Throws<ArgumentException>(() => Chart(new Series("ours", [new(1, double.NaN)])).Render());

    [Fact]
    public void No_text_leaves_the_picture_and_no_two_overlap()
    {
        Random random = new(11);
        for (int i = 0; i < 300; i++)
        {
            LineChart chart = new()
            {
                Title = Words(random, 30),
                XAxis = new Axis(Words(random, 6), (AxisScale)random.Next(2)),
                YAxis = new Axis(Words(random, 6), (AxisScale)random.Next(2)),
                Series = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => new Series(Words(random, 8), Points(random)))],
                Caption = [Words(random, 40), Words(random, 5)],
            };
            AssertTextsApart(XDocument.Parse(chart.Render()).Root!);
        }
    }

    [Fact]
    public void Every_line_and_text_stands_out_from_its_background()
    {
        foreach (Theme theme in new[] { Palette.Light, Palette.Dark })
        {
            // WCAG 2.1: 4.5 for text (1.4.3), 3 for what is drawn (1.4.11).
            Assert.All(theme.Series, colour => Assert.InRange(Contrast(colour, theme.Background), 3, 21));
            Assert.InRange(Contrast(theme.Text, theme.Background), 4.5, 21);
            Assert.InRange(Contrast(theme.Muted, theme.Background), 4.5, 21);
            Assert.Equal(Palette.Count, theme.Series.Distinct().Count());
        }
    }

    [Fact]
    public void Where_the_file_cannot_be_written_the_path_is_told()
    {
        BenchFailure failure = Assert.Throws<BenchFailure>(() => Chart(new Series("ours", [new(1, 1)])).Write("/proc/no/such.svg"));
        Assert.Contains("/proc/no/such.svg", failure.Message, StringComparison.Ordinal);
    }

    private static LineChart Chart(params Series[] series) => new()
    {
        Title = "A chart",
        XAxis = new Axis("count"),
        YAxis = new Axis("nanoseconds"),
        Series = series,
        Caption = ["a machine, a day"],
    };

    private static ChartPoint[] Points(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => new ChartPoint(Value(random), Value(random)))];

    private static double Value(Random random) => Math.Pow(10, random.NextDouble() * 8);

    private static string Words(Random random, int most) =>
        string.Join(' ', Enumerable.Range(0, random.Next(1, most)).Select(_ => new string((char)random.Next('A', 'z' + 1), random.Next(1, 15))));

    private static void AssertTextsApart(XElement root)
    {
        double width = Number(root, "width");
        double height = Number(root, "height");
        (string Text, double Left, double Top, double Right, double Bottom)[] boxes = [.. root.Elements(Svg + "text").Select(Box)];
        foreach ((int i, var box) in boxes.Index())
        {
            Assert.True(box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height, $"'{box.Text}' is clipped: {box}");
            foreach (var other in boxes.Skip(i + 1))
            {
                bool apart = box.Right <= other.Left || other.Right <= box.Left || box.Bottom <= other.Top || other.Bottom <= box.Top;
                Assert.True(apart, $"{box} overlaps {other}");
            }
        }
    }

    private static (string Text, double Left, double Top, double Right, double Bottom) Box(XElement text)
    {
        double size = Number(text, "font-size");
        double width = TextMetrics.Width(text.Value, size, text.Attribute("font-weight") is not null);
        double x = Number(text, "x");
        double left = text.Attribute("text-anchor")!.Value switch { "start" => x, "middle" => x - (width / 2), _ => x - width };
        double baseline = Number(text, "y");
        return (text.Value, left, baseline - (size * 0.75), left + width, baseline + (size * 0.2));
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static double Contrast(string one, string other)
    {
        double a = Luminance(one) + 0.05;
        double b = Luminance(other) + 0.05;
        return Math.Max(a, b) / Math.Min(a, b);
    }

    private static double Luminance(string colour)
    {
        double[] parts = [.. Enumerable.Range(0, 3)
            .Select(i => Convert.ToInt32(colour.Substring(1 + (2 * i), 2), 16) / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
