using System.Globalization;
using Ringspun.Cli.Load.Histograms;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Views;

/// <summary>The result for people.</summary>
internal static class ResultTable
{
    private const int CurveWidth = 40;

    private static readonly double[] Percentiles = [0, 10, 25, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100];

    public static void Write(LoadResult result, TextWriter output)
    {
        LoadPlan plan = result.Plan;
        LoadTally total = result.Total;
        output.WriteLine(LineView.Introduction(plan));
        output.WriteLine(
            $"{Figures.Time(result.Elapsed.TotalNanoseconds)} measured{(plan.Lead > TimeSpan.Zero ? $", after {Figures.Time(plan.Lead.TotalNanoseconds)} that did not count" : "")}"
            + (result.IsInterrupted ? "; interrupted: these are the results so far" : ""));
        output.WriteLine();
        string target = plan.TargetRate is { } rate ? $" of {Figures.Count(rate)} asked for ({Figures.Percent(result.AchievedRate / rate)})" : "";
        Row(output, "requests", $"{Figures.Count(total.Answered)} answered, {Figures.Count(Math.Round(result.AchievedRate, 1))}/s{target}");
        double readRate = result.Elapsed > TimeSpan.Zero ? total.BytesRead / result.Elapsed.TotalSeconds : 0;
        Row(output, "bytes", $"{Figures.Size(total.BytesRead)} read ({Figures.Size(readRate)}/s), {Figures.Size(total.BytesWritten)} written");
        Row(output, "status", total.Answered == 0 ? "none" : string.Join("   ", total.Statuses().Select(entry => $"{entry.Status}: {Figures.Count(entry.Count)}")));
        Row(output, "errors", Errors(result));
        foreach (FailureNote note in total.Failures())
        {
            Row(output, "", $"{note.Name}: {Figures.Count(note.Count)}{(note.Example is null ? "" : $"   ({note.Example})")}");
        }

        if (plan.TargetRate is not null)
        {
            Histogram lag = total.ScheduleLag;
            Row(output, "schedule lag", $"p50 {Figures.Time(lag.Percentile(50))}   p99 {Figures.Time(lag.Percentile(99))}   max {Figures.Time(lag.Max)}");
        }

        if (total.Answered > 0)
        {
            output.WriteLine();
            WriteTimes(total, output);
        }

        WriteFindings(result.Saturation, output);
    }

    private static string Errors(LoadResult result)
    {
        if (result.Failed == 0)
        {
            return "none";
        }

        IEnumerable<string> kinds = Enum.GetValues<ErrorKind>()
            .Where(kind => result.Total.ErrorsOf(kind) > 0)
            .Select(kind => $"{FailureName.NameOf(kind)}: {Figures.Count(result.Total.ErrorsOf(kind))}");
        if (result.Total.Unexpected > 0)
        {
            kinds = kinds.Append($"not as expected: {Figures.Count(result.Total.Unexpected)}");
        }

        return $"{Figures.Count(result.Failed)} ({Figures.Percent(result.FailedShare)})   {string.Join("   ", kinds)}";
    }

    private static void WriteTimes(LoadTally total, TextWriter output)
    {
        output.WriteLine($"{"",-14}{"latency",10}{"service time",14}");
        output.WriteLine($"{"mean",-14}{Figures.Time(total.Latency.Mean),10}{Figures.Time(total.ServiceTime.Mean),14}");
        foreach (double percentile in Percentiles)
        {
            // One in ten thousand cannot be told from the greatest among a thousand.
            if (percentile is > 50 and < 100 && total.Answered < Math.Round(100 / (100 - percentile)))
            {
                continue;
            }

            long latency = percentile == 0 ? total.Latency.Min : total.Latency.Percentile(percentile);
            long service = percentile == 0 ? total.ServiceTime.Min : total.ServiceTime.Percentile(percentile);
            string name = percentile switch
            {
                0 => "min",
                100 => "max",
                _ => string.Create(CultureInfo.InvariantCulture, $"{percentile} %"),
            };
            output.WriteLine($"{name,-14}{Figures.Time(latency),10}{Figures.Time(service),14}  {Bar(latency, total.Latency)}".TrimEnd());
        }

        output.WriteLine();
        output.WriteLine("latency counts from when a request was due, service time from when it was sent;");
        output.WriteLine("the difference is what requests waited before they were sent. Bars are logarithmic.");
    }

    // From the least value (no bar) to the greatest: a linear bar would show the greatest and nothing else.
    private static string Bar(long value, Histogram histogram)
    {
        double least = Math.Log(Math.Max(histogram.Min, 1));
        double span = Math.Log(Math.Max(histogram.Max, 1)) - least;
        double share = span > 0 ? (Math.Log(Math.Max(value, 1)) - least) / span : 1;
        return new string('█', (int)Math.Round(share * CurveWidth));
    }

    private static void WriteFindings(SaturationVerdict verdict, TextWriter output)
    {
        if (verdict.Findings.Count == 0)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine(verdict.IsSaturated ? "NOTE: the generator was saturated; these figures are not the server's alone." : "NOTE:");
        foreach (Finding finding in verdict.Findings)
        {
            output.WriteLine($"  - {finding.Reason}.");
            output.WriteLine($"    To change that: {finding.Remedy}.");
        }
    }

    private static void Row(TextWriter output, string label, string value) => output.WriteLine($"{label,-14}{value}");
}
