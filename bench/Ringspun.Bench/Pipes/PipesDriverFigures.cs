using System.Text.Json.Serialization;

namespace Ringspun.Bench.Pipes;

/// <summary>One driver's medians, and how they compare.</summary>
internal sealed record PipesDriverFigures
{
    public required string Driver { get; init; }

    public required double MegabytesPerSecond { get; init; }

    public required double CpuSecondsPerGigabyte { get; init; }

    public required int Idle { get; init; }

    public required IReadOnlyList<double> CpuSecondsPerGigabyteOfRounds { get; init; }

    /// <summary>The same without a fiber that waits beside.</summary>
    public required PipesFigures WithoutIdle { get; init; }

    /// <summary>Bytes moved in a CPU second beside the idle fibers, as a part of those without them.</summary>
    public required double BesideIdleRatio { get; init; }

    /// <summary>Bytes moved in a CPU second, by those of native threads.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AgainstThreads { get; init; }

    /// <summary>Bytes moved in a CPU second, by those of the state machine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AgainstStateMachine { get; init; }
}
