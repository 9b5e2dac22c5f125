namespace Ringspun;

/// <summary>The verdicts of the kernel's zero-copy notifications.</summary>
/// <param name="Sent">Sends whose bytes went out without a copy.</param>
/// <param name="Copied">Sends that asked for zero copy and were copied by the kernel all the same (always so on loopback and veth).</param>
public readonly record struct ZeroCopyCounters(long Sent, long Copied);
