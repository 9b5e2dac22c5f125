namespace Ringspun.Cli.Echoing;

/// <content>The graceful end.</content>
internal sealed partial class EchoLoop
{
    /// <summary>
    /// Stops accepting, ends connections as they fall silent, with everything returned that they have sent, and aborts what is left after
    /// <paramref name="patience"/>.
    /// </summary>
    public async Fiber DrainAsync(TimeSpan patience)
    {
        IsDraining = true;
        _listeners.ForEach(static listener => listener.Dispose());
        await _stopping.CancelAsync();
        for (EchoConnection? connection = _first; connection is not null; connection = connection.Next)
        {
            connection.Drain();
        }

        if (Active > 0)
        {
            var timer = new DrainTimer(this);
            Loop.Arm(timer, Loop.ReadClock() + Nanoseconds(patience));
            await _empty.Wait();
            Loop.Disarm(timer);
        }

        Dispose();
    }

    private void AbortAll()
    {
        EchoLog.DrainEnded(Logger, Active);
        EchoConnection? connection = _first;
        while (connection is not null)
        {
            EchoConnection? next = connection.Next;
            connection.Abort();
            connection = next;
        }
    }

    private sealed class DrainTimer(EchoLoop echo) : TimerEntry
    {
        protected override void OnExpired() => echo.AbortAll();
    }
}
