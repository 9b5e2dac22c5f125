using System.Diagnostics;

namespace Ringspun;

/// <summary>
/// Watches loops from a thread of its own and reports fibers that hog them: that neither suspend nor end for longer than a limit. An unwatched loop
/// pays nothing, a watched one two writes for each time that a fiber runs.
/// </summary>
/// <remarks>A suspended process counts as a hog, too, and so does a debugger's break.</remarks>
public sealed class Watchdog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LoopWatch> _watches = [];
    private readonly ManualResetEventSlim _end = new();
    private readonly Action<HogReport> _report;
    private readonly TimeSpan _limit;
    private readonly Thread _thread;

    /// <summary>Starts watching.</summary>
    /// <param name="limit">How long a fiber may run without suspending; it is noticed after at most one and a half times as long. At least 1 ms.</param>
    /// <param name="report">Hears of each offence once, on the watchdog's thread; null: standard error.</param>
    public Watchdog(TimeSpan limit, Action<HogReport>? report = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.FromMilliseconds(1));
        _limit = limit;
        _report = report ?? WriteToError;
        _thread = new Thread(Watch) { Name = "ringspun watchdog", IsBackground = true };
        _thread.UnsafeStart();
    }

    /// <summary>Watches a loop until it is disposed of. Any thread; once for each loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <exception cref="InvalidOperationException">A loop has one watchdog, and this one has another.</exception>
    public void Watch(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        var watch = new LoopWatch(loop);
        loop.BeginWatch(watch);
        lock (_gate)
        {
            _watches.Add(watch);
        }
    }

    /// <summary>Ends watching.</summary>
    public void Dispose()
    {
        if (_end.IsSet)
        {
            return;
        }

        _end.Set();
        _thread.Join();
        foreach (LoopWatch watch in _watches)
        {
            watch.Loop.EndWatch(watch);
        }
    }

    private static void WriteToError(HogReport report) => Console.Error.WriteLine($"ringspun: {report}");

    private void Watch()
    {
        TimeSpan interval = _limit / 2;
        while (!_end.Wait(interval))
        {
            LookAtAll();
        }
    }

    private void LookAtAll()
    {
        LoopWatch[] watches;
        lock (_gate)
        {
            _watches.RemoveAll(static watch => watch.Loop.IsDisposed);
            watches = [.. _watches];
        }

        foreach (LoopWatch watch in watches)
        {
            if (watch.Look(_limit, Stopwatch.GetTimestamp()) is not { } hog)
            {
                continue;
            }

            RingspunEventSource.Log.FiberHogs(hog.Loop.Name, hog.FiberName ?? string.Empty, hog.Method, hog.Duration.TotalMilliseconds);
            try
            {
                _report(hog);
            }
            catch (Exception exception)
            {
                EventLoop.ReportUnjoined(exception);
            }
        }
    }
}
