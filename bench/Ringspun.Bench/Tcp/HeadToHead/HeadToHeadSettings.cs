namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>What <c>bench/run tcp</c> is asked for.</summary>
/// <param name="Parts">What is measured.</param>
/// <param name="Devices">What ours runs over.</param>
/// <param name="Drivers">The drivers of the ends under test.</param>
/// <param name="Connections">Connections of the HTTP load.</param>
/// <param name="Idle">Connections held open to measure their memory.</param>
/// <param name="Rounds">How often each is measured.</param>
/// <param name="Seconds">The length of one measurement.</param>
internal sealed record HeadToHeadSettings(
    HeadToHeadParts Parts, IReadOnlyList<EndNetwork> Devices, IReadOnlyList<string> Drivers, int Connections, int Idle, int Rounds, int Seconds)
{
    /// <summary>Bytes of the file that is served.</summary>
    public const int FileSize = 4096;

    /// <summary>Connections of the second bulk measurement.</summary>
    public const int Streams = 8;

    /// <summary>Clients that open one connection after the other.</summary>
    public const int Openers = 32;
}
