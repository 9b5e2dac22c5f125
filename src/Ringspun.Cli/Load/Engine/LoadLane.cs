using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>One server's part of one loop: what to ask it, its connections on this loop, and in the open loop its schedule.</summary>
/// <typeparam name="TSink">Looks at the answers.</typeparam>
internal sealed partial class LoadLane<TSink> : ILoadLane
    where TSink : struct, IAnswerCheck
{
    private readonly LoadConnection<TSink>[] _connections;
    private readonly RequestMix _mix;
    private readonly Queue<DueRequest> _returned = new();
    private int _opened;

    /// <summary>Makes the lane on its loop.</summary>
    /// <param name="worker">The loop's worker.</param>
    /// <param name="origin">The server.</param>
    /// <param name="connections">How many of its connections are this loop's.</param>
    /// <param name="part">Which of the loops that have connections to it this one is.</param>
    /// <param name="parts">How many such loops there are.</param>
    public LoadLane(LoopWorker worker, Origin origin, int connections, int part, int parts)
    {
        Worker = worker;
        _mix = RequestMix.Create(worker.Settings, origin, (double)part / parts);
        Redirects = worker.Settings.Redirects > 0 ? new RedirectMap(worker.Settings, origin) : null;
        _connections = new LoadConnection<TSink>[connections];
        _ready = new ReadyQueue<LoadConnection<TSink>>(connections);
        _rate = worker.Settings.Rate * origin.Share;
        _part = part;
        _parts = parts;
        Connector = new Connector(worker.Engine.Network, worker.Settings, origin);
        ClientOptions = new HttpClientOptions { PipelineDepth = worker.Settings.Pipeline, SendTimeout = worker.Settings.Timeout };
        Timeout = Timeline.Nanoseconds(worker.Settings.Timeout);
        _arrivalTimer = new ArrivalTimer(this);
    }

    public LoopWorker Worker { get; }

    public Connector Connector { get; }

    public HttpClientOptions ClientOptions { get; }

    /// <summary>Where answers send requests; null when redirects are not followed.</summary>
    public RedirectMap? Redirects { get; }

    /// <summary>How long a request may take, in nanoseconds.</summary>
    public long Timeout { get; }

    /// <summary>Whether requests that met a closed connection wait to be asked again.</summary>
    public bool HasReturned => _returned.Count > 0;

    public void Begin(in Timeline timeline)
    {
        if (_rate is { } rate)
        {
            BeginSchedule(timeline, rate);
        }
    }

    public void Open(int number)
    {
        LoadConnection<TSink> connection = new(this, number);
        _connections[_opened++] = connection;
        Worker.Loop.SpawnDetached(static opened => opened.RunAsync(), connection);
    }

    public void Finish()
    {
        if (IsOver)
        {
            return;
        }

        Worker.Loop.Disarm(_arrivalTimer);
        IsOver = true;
        Worker.OnLaneOver();
        for (int i = 0; i < _opened; i++)
        {
            _connections[i].EndIfIdle();
        }
    }

    public void Cut()
    {
        Finish();
        for (int i = 0; i < _opened; i++)
        {
            _connections[i].Dispose();
        }
    }

    public void Dispose()
    {
        _mix.Dispose();
        Redirects?.Dispose();
    }

    /// <summary>What a connection of the closed loop asks next.</summary>
    /// <param name="due">When the connection was ready for it.</param>
    /// <param name="next">The request; one that is asked again keeps the time at which it was due.</param>
    /// <returns>False when nothing more is to be asked.</returns>
    public bool TryTakeNext(long due, out DueRequest next)
    {
        if (_returned.TryDequeue(out next))
        {
            return true;
        }

        if (!Worker.MayAsk(due))
        {
            return false;
        }

        next = new DueRequest(_mix.Next(), due);
        return true;
    }

    /// <summary>Whether a connection of the closed loop would be of use.</summary>
    public bool IsWanted => HasReturned || !Worker.IsEnding;

    /// <summary>Takes a request that is to be asked before the others: one that met a connection which the server had closed in due form, or a redirect.</summary>
    public void Return(in DueRequest request) => _returned.Enqueue(request);
}
