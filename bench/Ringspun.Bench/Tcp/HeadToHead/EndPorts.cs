namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>What the end under test does for whom, by ports.</summary>
internal static class EndPorts
{
    /// <summary>Sends the pattern until the connection is gone.</summary>
    public const int Source = 7001;

    /// <summary>Takes bytes to their end, and then ends too.</summary>
    public const int Sink = 7002;

    /// <summary>Takes bytes that must be the pattern's.</summary>
    public const int CheckedSink = 7003;

    /// <summary>Returns what comes, to its end: for connections that are opened and closed, and for idle ones.</summary>
    public const int Touch = 7010;

    /// <summary>As many ports do that, so that there are client ports enough.</summary>
    public const int TouchPorts = 8;
}
