namespace Ringspun.Bench.Echo;

/// <summary>What is measured.</summary>
/// <param name="Connections">Connections at once: a measurement for each number, in rising order.</param>
/// <param name="Bytes">Bytes of a message.</param>
/// <param name="Seconds">The length of one measurement.</param>
/// <param name="Rounds">How often each server is measured.</param>
/// <param name="Drivers">The drivers of ours that are measured; the first gives the figures at the top.</param>
/// <param name="WithPeers">Whether other servers are measured too.</param>
internal sealed record EchoSettings(
    IReadOnlyList<int> Connections, int Bytes, int Seconds, int Rounds, IReadOnlyList<string> Drivers, bool WithPeers);
