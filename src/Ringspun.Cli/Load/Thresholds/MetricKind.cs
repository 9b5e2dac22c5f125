namespace Ringspun.Cli.Load.Thresholds;

/// <summary>What a threshold is about.</summary>
internal enum MetricKind
{
    /// <summary>A percentile of the latency, or of the service time.</summary>
    Percentile,

    /// <summary>The mean of either.</summary>
    Mean,

    /// <summary>The least of either.</summary>
    Min,

    /// <summary>The greatest of either.</summary>
    Max,

    /// <summary>The 99th percentile of the schedule lag.</summary>
    Lag,

    /// <summary>Requests that were not answered, or not as expected: how many.</summary>
    Errors,

    /// <summary>The same, as a share of all.</summary>
    ErrorShare,

    /// <summary>Answers per second.</summary>
    Rate,

    /// <summary>Answers.</summary>
    Requests,
}
