using Ringspun.Cli.Load.Histograms;

namespace Ringspun.Cli.Load.Results;

/// <summary>
/// What one loop has seen in one stretch of time. Its loop alone writes it, without allocation; at the end of each second the loop takes an
/// empty one and hands this over, and whoever collects adds those of all loops up, so that nothing is shared while requests run.
/// </summary>
internal sealed class LoadTally
{
    public const int StatusCount = 1000;

    private readonly long[] _errors = new long[Enum.GetValues<ErrorKind>().Length];
    private readonly long[] _statuses = new long[StatusCount];
    private readonly Dictionary<FailureName, FailureNote> _failures = [];

    /// <summary>From when requests were due to when they were answered.</summary>
    public Histogram Latency { get; } = new();

    /// <summary>From when requests were sent to when they were answered.</summary>
    public Histogram ServiceTime { get; } = new();

    /// <summary>From when requests were due to when the loop came to them: the generator's own delay. Nothing is recorded in the closed loop.</summary>
    public Histogram ScheduleLag { get; } = new();

    /// <summary>Requests that were answered, whatever the answer.</summary>
    public long Answered => Latency.Total;

    /// <summary>Answers that were not as expected; they count as answered.</summary>
    public long Unexpected { get; private set; }

    /// <summary>Requests that were not answered.</summary>
    public long Errors { get; private set; }

    /// <summary>Requests that ended, one way or the other.</summary>
    public long Ended => Answered + Errors;

    /// <summary>Bytes received, heads included.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Bytes sent, heads included.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Counts an answer.</summary>
    /// <param name="status">Its status, 0 to 999.</param>
    /// <param name="due">When the request was due; in the closed loop, when its connection was ready for it.</param>
    /// <param name="sent">When its first byte was sent.</param>
    /// <param name="answered">When the last byte of the answer had come; all three in nanoseconds on one clock.</param>
    /// <param name="expected">Whether it was as expected.</param>
    public void Answer(int status, long due, long sent, long answered, bool expected = true)
    {
        Latency.Record(answered - due);
        ServiceTime.Record(answered - sent);
        _statuses[status]++;
        if (!expected)
        {
            Unexpected++;
        }
    }

    /// <summary>Counts a request that was not answered.</summary>
    public void Error(ErrorKind kind)
    {
        _errors[(int)kind]++;
        Errors++;
    }

    /// <summary>Counts a request that was not answered, under the name of what kept it.</summary>
    /// <param name="name">The name.</param>
    /// <param name="example">What it looked like; kept the first time.</param>
    public void Error(in FailureName name, string? example)
    {
        Error(name.Kind);
        _failures[name] = _failures.TryGetValue(name, out FailureNote? note)
            ? note with { Count = note.Count + 1 }
            : new FailureNote(name, 1, example);
    }

    public void Read(long bytes) => BytesRead += bytes;

    public void Written(long bytes) => BytesWritten += bytes;

    public long ErrorsOf(ErrorKind kind) => _errors[(int)kind];

    public long AnswersWith(int status) => _statuses[status];

    /// <summary>What kept requests from being answered, the most frequent first.</summary>
    public IEnumerable<FailureNote> Failures() => _failures.Values.OrderByDescending(note => note.Count).ThenBy(note => note.Name.ToString(), StringComparer.Ordinal);

    /// <summary>The statuses that came, ascending, and how often.</summary>
    public IEnumerable<(int Status, long Count)> Statuses() =>
        _statuses.Select((count, status) => (status, count)).Where(entry => entry.count > 0);

    /// <summary>Adds what another one has counted.</summary>
    public void Add(LoadTally other)
    {
        Latency.Add(other.Latency);
        ServiceTime.Add(other.ServiceTime);
        ScheduleLag.Add(other.ScheduleLag);
        Unexpected += other.Unexpected;
        Errors += other.Errors;
        BytesRead += other.BytesRead;
        BytesWritten += other.BytesWritten;
        for (int i = 0; i < _errors.Length; i++)
        {
            _errors[i] += other._errors[i];
        }

        for (int i = 0; i < _statuses.Length; i++)
        {
            _statuses[i] += other._statuses[i];
        }

        foreach ((FailureName name, FailureNote note) in other._failures)
        {
            _failures[name] = _failures.TryGetValue(name, out FailureNote? known) ? known with { Count = known.Count + note.Count } : note;
        }
    }

    /// <summary>Forgets everything; the memory stays.</summary>
    public void Clear()
    {
        Latency.Clear();
        ServiceTime.Clear();
        ScheduleLag.Clear();
        Unexpected = 0;
        Errors = 0;
        BytesRead = 0;
        BytesWritten = 0;
        Array.Clear(_errors);
        Array.Clear(_statuses);
        _failures.Clear();
    }
}
