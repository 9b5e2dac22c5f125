using System.Globalization;
using System.Threading.Channels;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Views;

/// <summary>A line a second, for logs and pipes.</summary>
internal sealed class LineView(TextWriter output) : ILoadView
{
    public async Task ShowAsync(LoadPlan plan, ChannelReader<LoadSample> samples)
    {
        output.WriteLine(Introduction(plan));
        await foreach (LoadSample sample in samples.ReadAllAsync())
        {
            output.WriteLine(Line(sample, plan.TargetRate is not null));
        }
    }

    internal static string Introduction(LoadPlan plan) =>
        $"{plan.Url}: {plan.Model}, {Figures.Count(plan.Connections)} connections, {plan.Loops} {(plan.Loops == 1 ? "loop" : "loops")}, {plan.Driver}";

    internal static string Line(LoadSample sample, bool isOpen)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.At.TotalSeconds,7:F1} s  {PhaseName(sample.Phase),-7}  {Figures.Count(Math.Round(sample.Rate)),10} requests/s  p50 {Figures.Time(sample.P50),-8}  "
            + $"p99 {Figures.Time(sample.P99),-8}  max {Figures.Time(sample.Max),-8}  errors {Figures.Count(sample.Errors + sample.Unexpected)}");
        return isOpen ? $"{line}  lag p99 {Figures.Time(sample.LagP99)}  waiting {Figures.Count(sample.Backlog)}" : line;
    }

    internal static string PhaseName(LoadPhase phase) => phase switch
    {
        LoadPhase.Ramp => "ramp",
        LoadPhase.WarmUp => "warm-up",
        _ => "steady",
    };
}
