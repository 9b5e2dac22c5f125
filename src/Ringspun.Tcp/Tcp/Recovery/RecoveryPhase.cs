namespace Ringspun.Tcp.Recovery;

/// <summary>Whether something is being repaired.</summary>
internal enum RecoveryPhase : byte
{
    /// <summary>Nothing is lost, as far as it is known.</summary>
    Open,

    /// <summary>Fast recovery: losses were seen while acknowledgments kept coming.</summary>
    Fast,

    /// <summary>The retransmission timer ran out.</summary>
    Timeout,
}
