using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>One connection of a run, and those that take its place when it has ended.</summary>
/// <typeparam name="TSink">Looks at the answers.</typeparam>
internal sealed partial class LoadConnection<TSink> : IDisposable
    where TSink : struct, IAnswerCheck
{
    private readonly LoadLane<TSink> _lane;
    private readonly LoopWorker _worker;
    private readonly HttpClientConnection<TSink> _client;
    private Backoff _backoff;
    private long _read;
    private long _written;
    private bool _isUseless;

    /// <param name="lane">What it works for.</param>
    /// <param name="number">Its number, over all servers and loops.</param>
    public LoadConnection(LoadLane<TSink> lane, int number)
    {
        _lane = lane;
        _worker = lane.Worker;
        Number = number;
        _client = new HttpClientConnection<TSink>(lane.ClientOptions);
    }

    /// <summary>Its number, over all servers and loops.</summary>
    public int Number { get; }

    /// <summary>The fiber of the connection: for each model one that does all of it, for each frame below it costs every connection memory.</summary>
    public Fiber RunAsync()
    {
        LoadSettings settings = _worker.Settings;
        return !settings.KeepAlive ? RunSingleAsync(settings.Rate is not null)
            : settings.Rate is null ? RunClosedAsync()
            : RunOpenAsync();
    }

    /// <summary>Ends the connection now.</summary>
    public void Dispose()
    {
        _client.Dispose();
        WakeIfSleeping();
    }

    /// <summary>Closed loop: asks as soon as there is an answer.</summary>
    private async Fiber RunClosedAsync()
    {
        try
        {
            long due = _worker.Loop.ReadClock();
            while (!_worker.IsStopped)
            {
                if (!_client.IsOpen)
                {
                    if (!_lane.IsWanted)
                    {
                        return;
                    }

                    await OpenAsync();
                    due = _worker.Loop.ReadClock();
                    continue;
                }

                while (_client.CanAsk && _lane.TryTakeNext(due, out DueRequest next))
                {
                    Ask(next);
                }

                if (_client.Pending == 0)
                {
                    return;
                }

                HttpExchange exchange = await _client.ReadAsync();
                do
                {
                    Take(exchange);
                    due = exchange.End;
                }
                while (_client.TryRead(out exchange));
            }
        }
        catch (Exception bug)
        {
            _worker.Engine.Fail(bug);
        }
        finally
        {
            OnEnded();
        }
    }

    /// <summary>
    /// A connection for each request: the request is due before its connection is opened. In the open loop it waits for one that is due, otherwise it
    /// takes the next.
    /// </summary>
    private async Fiber RunSingleAsync(bool isOpenLoop)
    {
        try
        {
            long due = _worker.Loop.ReadClock();
            while (!_worker.IsStopped)
            {
                DueRequest next;
                if (isOpenLoop)
                {
                    while (!_lane.TryTakeDue(out next))
                    {
                        if (_lane.IsOver)
                        {
                            return;
                        }

                        await SleepUntilWokenAsync();
                    }

                    _lane.FinishIfServed();
                }
                else if (!_lane.TryTakeNext(due, out next))
                {
                    return;
                }

                await AskOnceAsync(next);
                due = _worker.Loop.ReadClock();
            }
        }
        catch (Exception bug)
        {
            _worker.Engine.Fail(bug);
        }
        finally
        {
            OnEnded();
        }
    }

    private void OnEnded()
    {
        Dispose();
        _worker.OnConnectionEnded();
    }

    private async Fiber AskOnceAsync(DueRequest next)
    {
        long deadline = _worker.Loop.ReadClock() + _lane.Timeout;
        ConnectFailed? failed = await _lane.Connector.ConnectAsync(_client, Number, deadline, _worker.Stopping);
        if (failed is { } failure)
        {
            _worker.NotConnected(next.Due, failure);
            await _worker.PauseAsync(_backoff.Next());
            return;
        }

        _worker.Connected();
        _client.Ask(next.Request, deadline, next.Due);
        _isUseless = true;
        HttpExchange exchange = await _client.ReadAsync();
        do
        {
            Take(exchange);
        }
        while (_client.TryRead(out exchange));
        Close();
        if (_isUseless)
        {
            await _worker.PauseAsync(_backoff.Next());
        }
    }

    /// <summary>Opens a connection that is kept; after one that was good for nothing, with a pause.</summary>
    private async Fiber OpenAsync()
    {
        if (_isUseless)
        {
            await _worker.PauseAsync(_backoff.Next());
            if (_worker.IsEnding && !_lane.HasReturned)
            {
                return;
            }
        }

        // What it waits here is its own doing: neither the server's time nor the timeout's.
        await _worker.ConnectGate.Wait();
        try
        {
            if (!_worker.IsEnding || _lane.HasReturned)
            {
                await ConnectAsync();
            }
        }
        finally
        {
            _worker.ConnectGate.Release();
        }
    }

    private async Fiber ConnectAsync()
    {
        _isUseless = true;
        long start = _worker.Loop.ReadClock();
        ConnectFailed? failed = await _lane.Connector.ConnectAsync(
            _client, Number, start + _lane.Timeout, _lane.HasReturned ? _worker.Stopping : _worker.Ending);
        if (failed is { } failure)
        {
            _worker.NotConnected(start, failure);
        }
        else
        {
            _worker.Connected();
        }
    }

    private void Close()
    {
        if (_client.IsOpen)
        {
            _client.Dispose();
            _worker.Disconnected();
        }
    }
}
