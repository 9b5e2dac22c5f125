using System.Text.Json.Serialization;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Ports;

/// <summary>The result of <c>bench/run ports</c>: our first driver's figures at the top, everything else below them.</summary>
internal sealed record PortsReport() : BenchReport("ports")
{
    public required string Driver { get; init; }

    /// <summary>CPU time of dequeueing an event.</summary>
    public required double NanosecondsPerEvent { get; init; }

    /// <summary>CPU time of signalling, dequeueing and resetting it.</summary>
    public required double WholeNanosecondsPerEvent { get; init; }

    public required IReadOnlyList<PortsFigures> Drivers { get; init; }

    public required IReadOnlyList<PortsFigures> Peers { get; init; }

    public required int Registered { get; init; }

    /// <summary>Why fewer are registered than were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Limit { get; init; }

    /// <summary>The few that growth is told from.</summary>
    public required int Few { get; init; }

    public required int Ready { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }
}
