using System.Threading.Channels;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Views;
using Spectre.Console;

namespace Ringspun.Cli.Tests.Load;

public class ViewTests
{
    [Theory]
    [InlineData(new double[] { }, 10, "")]
    [InlineData(new double[] { 0, 0, 0 }, 10, "▁▁▁")]
    [InlineData(new double[] { 5, 5 }, 10, "██")]
    [InlineData(new double[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, 10, "▁▁▂▃▄▅▆▇█")]
    [InlineData(new double[] { 100, 1, 8 }, 2, "▁█")]
    public void A_sparkline_reaches_from_zero_to_the_greatest(double[] values, int width, string line) => Assert.Equal(line, Sparkline.Of(values, width));

    [Fact]
    public async Task Without_a_terminal_there_is_a_line_a_second()
    {
        using StringWriter output = new();
        await Show(new LineView(output), Samples.Plan(), Sample(1, 100_000, LoadPhase.WarmUp), Sample(2, 123_456, LoadPhase.Steady));
        string[] lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal("http://127.0.0.1:8080/: closed loop, 64 connections, 2 loops, io_uring", lines[0]);
        Assert.Equal("    1.0 s  warm-up     100,000 requests/s  p50 500 µs    p99 990 µs    max 1.00 ms   errors 3", lines[1]);
        Assert.Contains("2.0 s  steady      123,456 requests/s", lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain("lag", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_open_loop_the_line_tells_lag_and_waiting_requests()
    {
        using StringWriter output = new();
        await Show(new LineView(output), Samples.Plan(100_000), Sample(1, 100_000, LoadPhase.Steady));
        Assert.Contains("open loop, 100,000 requests/s (constant arrivals)", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("lag p99 20.0 µs  waiting 7", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_live_screen_shows_everything()
    {
        LiveScreen screen = new(Samples.Plan(200_000, url: "http://[::1]/"));
        Assert.Contains("connecting", Render(screen, 100), StringComparison.Ordinal);
        screen.Add(Sample(1, 100_000, LoadPhase.WarmUp));
        screen.Add(Sample(2, 100_000, LoadPhase.Steady));
        screen.Add(Sample(3, 200_000, LoadPhase.Steady));
        string text = Render(screen, 100);
        foreach (string part in (string[])["http://[::1]/: open loop", " 20 %  steady 3 s", "200,000 of 200,000", "▄▄█", "p50 500 µs", "p90 900 µs", "p99 990 µs", "max 1.00 ms", "300,000", "6 (0.002 %)", "64 of 64", "lag p99 20.0 µs, 7 requests waiting"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Contains("██████", text, StringComparison.Ordinal);
        Assert.Contains("░░░░░░", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(300)]
    public void The_live_screen_fits_any_terminal(int width)
    {
        LiveScreen screen = new(Samples.Plan(1000));
        for (int i = 1; i <= 500; i++)
        {
            screen.Add(Sample(i, i, LoadPhase.Steady));
        }

        Assert.All(Render(screen, width).Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public async Task On_a_terminal_the_display_is_redrawn_and_removed_at_the_end()
    {
        using StringWriter output = new();
        await Show(new LiveView(Terminal(output, 100, ansi: true)), Samples.Plan(), Sample(1, 11_111, LoadPhase.Steady), Sample(2, 22_222, LoadPhase.Steady));
        string text = output.ToString();
        int first = text.IndexOf("11,111", StringComparison.Ordinal);
        int second = text.IndexOf("22,222", StringComparison.Ordinal);
        Assert.True(first > 0 && second > first);
        Assert.Contains("\e[", text[first..second], StringComparison.Ordinal);

        // The last thing drawn is erased, line by line.
        Assert.Contains("\e[2K", text[second..], StringComparison.Ordinal);
        Assert.DoesNotContain("requests/s", text[(text.LastIndexOf("\e[2K", StringComparison.Ordinal) + 4)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_shows_nothing_and_takes_every_sample()
    {
        using StringWriter output = new();
        ILoadView view = LoadViews.Choose(output, isTerminal: true, quiet: true);
        await Show(view, Samples.Plan(), Sample(1, 1, LoadPhase.Steady));
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void Without_a_terminal_nothing_is_redrawn()
    {
        using StringWriter output = new();
        Assert.IsType<LineView>(LoadViews.Choose(output, isTerminal: false, quiet: false));
    }

    private static LoadSample Sample(int second, long answered, LoadPhase phase) => new(
        phase, TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(1), answered, 2, 1, 1000, 64, 7,
        500 * Samples.Microsecond, 900 * Samples.Microsecond, 990 * Samples.Microsecond, Samples.Millisecond, 20 * Samples.Microsecond);

    private static async Task Show(ILoadView view, LoadPlan plan, params LoadSample[] samples)
    {
        Channel<LoadSample> channel = Channel.CreateUnbounded<LoadSample>();
        foreach (LoadSample sample in samples)
        {
            Assert.True(channel.Writer.TryWrite(sample));
        }

        channel.Writer.Complete();
        await view.ShowAsync(plan, channel.Reader);
        Assert.Equal(0, channel.Reader.Count);
    }

    private static string Render(LiveScreen screen, int width)
    {
        using StringWriter output = new();
        Terminal(output, width, ansi: false).Write(screen.Render(width));
        return output.ToString();
    }

    private static IAnsiConsole Terminal(TextWriter output, int width, bool ansi)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = ansi ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        console.Profile.Height = 40;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
