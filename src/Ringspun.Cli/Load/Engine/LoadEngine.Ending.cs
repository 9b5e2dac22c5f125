namespace Ringspun.Cli.Load.Engine;

/// <content>Ends that are not the plan's: a signal, a server that was never there, a bug.</content>
internal sealed partial class LoadEngine
{
    /// <summary>How long a run goes on in which no connection has ever come about.</summary>
    private const long Hope = 1_000_000_000;

    private volatile string? _givenUp;
    private volatile Exception? _bug;
    private volatile bool _isInterrupted;
    private volatile bool _hasConnected;
    private long _start;

    private bool IsStopping => _isInterrupted || _givenUp is not null || _bug is not null;

    /// <summary>Why the run could not go on, if it could not.</summary>
    public Exception? Bug => _bug;

    /// <summary>Ends the run now: what there is so far is the result. Any thread.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        StopLoops();
    }

    /// <summary>Ends the run: nothing more can come of it. Any thread.</summary>
    internal void GiveUp(string reason)
    {
        Interlocked.CompareExchange(ref _givenUp, reason, null);
        StopLoops();
    }

    /// <summary>The run has met a mistake of its own. Any thread.</summary>
    internal void Fail(Exception bug)
    {
        Interlocked.CompareExchange(ref _bug, bug, null);
        StopLoops();
    }

    internal void OnConnected()
    {
        if (!_hasConnected)
        {
            _hasConnected = true;
        }
    }

    internal void OnNotConnected(string attempt, long now)
    {
        if (!_hasConnected && now - Volatile.Read(ref _start) >= Hope)
        {
            GiveUp($"no connection came about; the last attempt: {attempt}");
        }
    }

    // A fiber of its own, also on the loop that gives up: it is in the middle of something.
    private void StopLoops()
    {
        foreach (LoopWorker? worker in _workers)
        {
            worker?.Loop.SpawnDetached(
                static async stopped =>
                {
                    await Fiber.Yield();
                    stopped.Stop();
                },
                worker);
        }
    }
}
