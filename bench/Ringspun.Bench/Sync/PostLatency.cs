using System.Diagnostics;

namespace Ringspun.Bench.Sync;

/// <summary>The time from a post to its running.</summary>
internal sealed class PostLatency : IDisposable
{
    private readonly ManualResetEventSlim _ended = new();
    private long _end;

    /// <summary>Microseconds.</summary>
    public double Measure(Action<PostLatency> post)
    {
        _ended.Reset();
        long start = Stopwatch.GetTimestamp();
        post(this);
        _ended.Wait();
        return Stopwatch.GetElapsedTime(start, _end).TotalMicroseconds;
    }

    public void End()
    {
        _end = Stopwatch.GetTimestamp();
        _ended.Set();
    }

    public void Dispose() => _ended.Dispose();
}
