using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Adds up what the loops report: each stretch to a sample, and the steady ones to the total. One thread at a time.</summary>
internal sealed class SampleCollector(int loops, TallyPool tallies)
{
    private readonly Dictionary<int, List<LoopReport>> _open = [];
    private readonly List<LoadSample> _samples = [];
    private readonly int[] _last = [.. Enumerable.Repeat(int.MaxValue, loops)];
    private long _start = long.MaxValue;

    /// <summary>What all loops have seen in the steady part.</summary>
    public LoadTally Total { get; } = new();

    /// <summary>All stretches so far.</summary>
    public IReadOnlyList<LoadSample> Samples => _samples;

    /// <summary>Requests that were due when the loops ended and waited for a connection.</summary>
    public long Backlog { get; private set; }

    /// <summary>Takes a report.</summary>
    /// <param name="report">The report; its tally goes back to the pool sooner or later.</param>
    /// <param name="show">Is shown each stretch that all loops have reported.</param>
    public void Add(LoopReport report, Action<LoadSample> show)
    {
        _start = Math.Min(_start, report.From);
        if (!_open.TryGetValue(report.Stretch, out List<LoopReport>? reports))
        {
            _open.Add(report.Stretch, reports = []);
        }

        reports.Add(report);
        if (report.IsLast)
        {
            _last[report.Loop] = report.Stretch;
            Backlog += report.Backlog;
        }

        // A loop that ends completes the stretches that only others still report.
        foreach (int stretch in _open.Keys.Order().ToArray())
        {
            if (_open[stretch].Count == _last.Count(last => last >= stretch))
            {
                Close(_open[stretch], show);
                _open.Remove(stretch);
            }
        }
    }

    private void Close(List<LoopReport> reports, Action<LoadSample> show)
    {
        LoadTally sum = tallies.Rent();
        foreach (LoopReport report in reports)
        {
            sum.Add(report.Tally);
            tallies.Return(report.Tally);
        }

        long from = reports.Min(report => report.From);
        long to = reports.Max(report => report.To);
        LoadSample sample = LoadSample.Of(
            sum, reports[0].Phase, Timeline.Span(to - _start), Timeline.Span(to - from),
            reports.Sum(report => report.Connections), reports.Sum(report => report.Backlog));
        if (sample.Phase == LoadPhase.Steady)
        {
            Total.Add(sum);
        }

        tallies.Return(sum);
        _samples.Add(sample);
        show(sample);
    }
}
