namespace Ringspun.Cli.Load.Engine;

/// <summary>One server's part of one loop, as the loop's worker sees it.</summary>
internal interface ILoadLane : IDisposable
{
    /// <summary>Requests that are due and wait for a connection.</summary>
    long Backlog { get; }

    /// <summary>Requests of the steady part that the schedule wanted; 0 in the closed loop.</summary>
    long Due { get; }

    /// <summary>Of those, how many the loop came to in time.</summary>
    long Taken { get; }

    /// <summary>The run begins.</summary>
    void Begin(in Timeline timeline);

    /// <summary>Opens one of its connections.</summary>
    /// <param name="number">The connection's number, over all servers and loops.</param>
    void Open(int number);

    /// <summary>The run's time is over: connections end as soon as they have the answers to what they have asked.</summary>
    void EndByTime();

    /// <summary>Nothing more is to be asked: connections that wait for something to ask end.</summary>
    void Finish();

    /// <summary>Connections end now; what is unanswered is not counted.</summary>
    void Cut();
}
