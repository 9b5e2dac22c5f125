namespace Ringspun.Cli.Load.Schedules;

/// <summary>How requests follow each other in the open loop.</summary>
internal enum ArrivalProcess
{
    /// <summary>At equal distances.</summary>
    Constant,

    /// <summary>Independently of each other, as those of many unrelated users do: the distances are exponentially distributed.</summary>
    Poisson,
}
