namespace Ringspun.Http;

/// <content>The graceful end.</content>
internal sealed partial class LoopServer
{
    /// <summary>
    /// Stops accepting, ends idle connections, lets the others finish their answers, and aborts what is left after <paramref name="patience"/>.
    /// </summary>
    public async Fiber DrainAsync(TimeSpan patience)
    {
        IsDraining = true;
        foreach (Acceptor acceptor in _acceptors)
        {
            acceptor.Stop();
        }

        for (HttpConnection? connection = _first; connection is not null; connection = connection.Next)
        {
            connection.Drain();
        }

        if (Counters.Active > 0)
        {
            var timer = new DrainTimer(this);
            Loop.Arm(timer, Loop.ReadClock() + Nanoseconds(patience));
            await _empty.WaitAsync();
            Loop.Disarm(timer);
        }

        await Loader.FinishAsync();
        Dispose();
    }

    /// <summary>The drain's time is over.</summary>
    public void AbortAll()
    {
        ServerLog.DrainEnded(Options.Logger, Counters.Active);
        HttpConnection? connection = _first;
        while (connection is not null)
        {
            HttpConnection? next = connection.Next;
            connection.Abort();
            connection = next;
        }
    }
}
