namespace Ringspun.Cli.Load.Results;

/// <summary>The parts of a run, in their order.</summary>
internal enum LoadPhase
{
    /// <summary>Connections, or the rate, rise to what was asked for; not counted.</summary>
    Ramp,

    /// <summary>Full load, for caches and compilers to settle; not counted.</summary>
    WarmUp,

    /// <summary>Full load that counts.</summary>
    Steady,
}
