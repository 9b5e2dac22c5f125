namespace Ringspun.Tcp.Congestion;

/// <summary>What congestion control is doing about loss.</summary>
internal enum CongestionPhase : byte
{
    /// <summary>Nothing is being repaired: the window grows.</summary>
    Open,

    /// <summary>Fast recovery: <see cref="ProportionalRateReduction"/> has the window.</summary>
    Recovery,

    /// <summary>After a timeout: slow start with caution.</summary>
    Timeout,
}
