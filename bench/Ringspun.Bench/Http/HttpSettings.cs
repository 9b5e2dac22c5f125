namespace Ringspun.Bench.Http;

/// <summary>What is measured.</summary>
/// <param name="FileSize">Bytes of the one file.</param>
/// <param name="Connections">Keep-alive connections of the load generator.</param>
/// <param name="Seconds">The length of one measurement.</param>
/// <param name="Rounds">How often each server is measured.</param>
/// <param name="Drivers">The drivers of ours that are measured; the first gives the figures at the top.</param>
/// <param name="WithPeers">Whether nginx is measured too.</param>
internal sealed record HttpSettings(
    long FileSize, int Connections, int Seconds, int Rounds, IReadOnlyList<string> Drivers, bool WithPeers);
