using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <content>The open loop: the connection is read from all the time, so that its end is noticed, and asked whenever something is due.</content>
internal sealed partial class LoadConnection<TSink>
{
    private FiberEvent? _woken;
    private bool _isCalled;
    private LoadConnection<TSink>? _nextTouched;

    /// <summary>Whether it is in its lane's queue of those that wait for something to ask.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether its fiber waits to be woken when something is due.</summary>
    public bool IsSleeping { get; private set; }

    /// <summary>Whether something can be asked on it now.</summary>
    public bool CanAsk => _client.CanAsk;

    /// <summary>Asks a request that is due; it is sent by <see cref="Flush"/>, or when the connection is read from next.</summary>
    public void Ask(in DueRequest next) => _client.Ask(next.Request, _worker.Loop.Now + _lane.Timeout, next.Due);

    /// <summary>Joins those that are to be flushed.</summary>
    public void Touch(ref LoadConnection<TSink>? touched)
    {
        if (_nextTouched is null && !ReferenceEquals(touched, this))
        {
            _nextTouched = touched ?? this;
            touched = this;
        }
    }

    /// <summary>Sends what was asked.</summary>
    /// <returns>The next that is to be flushed.</returns>
    public LoadConnection<TSink>? Flush()
    {
        LoadConnection<TSink>? next = ReferenceEquals(_nextTouched, this) ? null : _nextTouched;
        _nextTouched = null;
        _client.Flush();
        return next;
    }

    /// <summary>Something is due for a fiber that sleeps.</summary>
    public void Wake()
    {
        _isCalled = true;
        WakeIfSleeping();
    }

    /// <summary>Nothing more will be due: a connection that has nothing to wait for ends.</summary>
    public void EndIfIdle()
    {
        if (_client.Pending == 0 && _worker.Settings.Rate is not null)
        {
            _client.Dispose();
        }

        WakeIfSleeping();
    }

    private void WakeIfSleeping()
    {
        if (IsSleeping)
        {
            IsSleeping = false;
            _woken!.Set();
        }
    }

    private async Fiber RunOpenAsync()
    {
        try
        {
            while (!_worker.IsStopped && (!_lane.IsOver || _client.Pending > 0 || _lane.HasReturned))
            {
                if (!_client.IsOpen)
                {
                    await OpenAsync();
                    continue;
                }

                _lane.Serve(this);
                HttpExchange exchange = await _client.ReadAsync();
                do
                {
                    Take(exchange);
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

    private async Fiber SleepUntilWokenAsync()
    {
        _woken ??= new FiberEvent(FiberEventReset.Auto);
        IsSleeping = true;
        _lane.Enqueue(this);
        await _woken.Wait();
        if (_isCalled)
        {
            _isCalled = false;
            _lane.OnWoken();
        }
    }
}
