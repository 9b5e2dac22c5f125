using System.Diagnostics;

namespace Ringspun;

/// <content>The end.</content>
public sealed partial class Runtime
{
    private readonly object _drained = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _disposed;

    /// <summary>Cancelled when <see cref="Stop"/> begins: long-lived fibers watch it and end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>
    /// Ends gracefully: cancels <see cref="Stopping"/>, waits for the fibers that were started through the runtime, and then stops the loops. Fibers
    /// that still end may start others meanwhile.
    /// </summary>
    /// <param name="patience">How long to wait for the fibers; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <returns>Whether all of them have ended; those that had not are abandoned where they waited.</returns>
    /// <exception cref="InvalidOperationException">The caller is on one of the loops, which would wait for itself.</exception>
    public bool Stop(TimeSpan patience)
    {
        if (EventLoop.Current is { } current && ReferenceEquals(current.Owner, this))
        {
            throw new InvalidOperationException("A runtime is stopped from outside: its loops would wait for themselves here.");
        }

        _stopping.Cancel();
        bool drained = Drain(patience);
        Dispose();
        return drained;
    }

    /// <summary>Stops all loops, at once after the turn under way, and waits for their threads.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (EventLoop? loop in _loops)
        {
            loop?.Stop();
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private bool Drain(TimeSpan patience)
    {
        long began = Stopwatch.GetTimestamp();
        lock (_drained)
        {
            while (LiveFibers > 0)
            {
                TimeSpan left = patience < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience - Stopwatch.GetElapsedTime(began);
                if (patience >= TimeSpan.Zero && left <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(_drained, left);
            }
        }

        return true;
    }
}
