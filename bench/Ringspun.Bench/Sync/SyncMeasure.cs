namespace Ringspun.Bench.Sync;

/// <summary>One thing that is measured, ours and the peer's in turn.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Unit">What is reported.</param>
/// <param name="PeerName">Who the peer is.</param>
/// <param name="Own">Measures ours once.</param>
/// <param name="Peer">Measures the peer once.</param>
internal sealed record SyncMeasure(string Name, string Unit, string PeerName, Func<double> Own, Func<double> Peer);
