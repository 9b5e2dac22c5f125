using System.Text.Json.Serialization;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The result of <c>bench/run tcp</c> over devices.</summary>
internal sealed record HeadToHeadReport() : BenchReport("tcp")
{
    public required IReadOnlyList<EndFigures> Figures { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }

    /// <summary>The kernel's congestion control.</summary>
    public string CongestionControl { get; } = TwoNetworks.CongestionControl;

    /// <summary>The rate at which latency was measured, in requests a second.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required double? LatencyRate { get; init; }

    /// <summary>Connections of the HTTP load.</summary>
    public required int Connections { get; init; }

    /// <summary>Connections whose memory was measured, and the processes that held them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Idle { get; init; }

    /// <summary>Processes that wanted to run in the last minute, before the measurement began: the machine may have had others' work to do.</summary>
    public required double LoadBefore { get; init; }

    public required int? EndCore { get; init; }

    public required int? PeerCore { get; init; }
}
