namespace Ringspun.Cli.Load.Engine;

/// <summary>How long to wait after a connection that came to nothing: twice as long each time, so that a server that is gone is not hammered.</summary>
internal struct Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private TimeSpan _next;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _next > First ? _next : First;
        _next = wait * 2 < Longest ? wait * 2 : Longest;
        return wait;
    }

    /// <summary>A connection was good for something.</summary>
    public void Reset() => _next = default;
}
