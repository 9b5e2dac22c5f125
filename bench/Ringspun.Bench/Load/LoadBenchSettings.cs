namespace Ringspun.Bench.Load;

/// <summary>What is measured.</summary>
/// <param name="FileSize">Bytes of the file that is asked for.</param>
/// <param name="Connections">Keep-alive connections of every generator.</param>
/// <param name="Seconds">The length of one measurement.</param>
/// <param name="Rounds">How often each generator is measured.</param>
/// <param name="Drivers">The drivers of ours that are measured; the first gives the figures at the top.</param>
/// <param name="WithPeers">Whether wrk and h2load are measured too.</param>
internal sealed record LoadBenchSettings(
    long FileSize, int Connections, int Seconds, int Rounds, IReadOnlyList<string> Drivers, bool WithPeers);
