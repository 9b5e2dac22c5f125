using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Schedules;
using Ringspun.Cli.Load.Thresholds;
using Ringspun.Cli.Logging;
using Ringspun.Cli.Networks;

namespace Ringspun.Cli.Load;

/// <summary>What <c>ringspun load</c> was asked to do.</summary>
internal sealed record LoadSettings
{
    /// <summary>Where requests go, in the shares of their weights; at least one.</summary>
    public required IReadOnlyList<WeightedUrl> Urls { get; init; }

    /// <summary>Paths that are asked for in turn, in place of the URLs' own; empty for those.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Where connections go, whatever the URLs' hosts; null for the hosts.</summary>
    public required string? UnixSocket { get; init; }

    public required string Method { get; init; }

    /// <summary>Fields of every head, besides those that the client writes itself.</summary>
    public required IReadOnlyList<HeaderField> Headers { get; init; }

    /// <summary>What every request carries; null for requests without a body.</summary>
    public required ReadOnlyMemory<byte>? Body { get; init; }

    public required Expectations Expectations { get; init; }

    /// <summary>How many redirects of one request are followed; 0 for none.</summary>
    public required int Redirects { get; init; }

    public required TlsSettings Tls { get; init; }

    /// <summary>Connections over all loops.</summary>
    public required int Connections { get; init; }

    /// <summary>Requests on one connection that may wait for their answers at once.</summary>
    public required int Pipeline { get; init; }

    /// <summary>Whether a connection has more than one request.</summary>
    public required bool KeepAlive { get; init; }

    /// <summary>Source addresses, which connections take in turn; null for the kernel's choice.</summary>
    public required AddressRange? Source { get; init; }

    /// <summary>Requests per second in the open loop; null for the closed one.</summary>
    public required double? Rate { get; init; }

    /// <summary>How requests follow each other in the open loop.</summary>
    public required ArrivalProcess Arrivals { get; init; }

    /// <summary>Decides what is left to chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How long connections, or in the open loop the rate, rise to their full number.</summary>
    public required TimeSpan Ramp { get; init; }

    /// <summary>How long full load goes on before it counts.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How long it counts; null when only <see cref="Requests"/> ends it.</summary>
    public required TimeSpan? Duration { get; init; }

    /// <summary>After how many counted requests the run ends; null when only the time does.</summary>
    public required long? Requests { get; init; }

    /// <summary>How long one request may take, connecting included.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Event loops, one thread each; no more than connections.</summary>
    public required int Workers { get; init; }

    public required DriverKind Driver { get; init; }

    /// <summary>Whose TCP.</summary>
    public required NetworkSettings Network { get; init; }

    public required IReadOnlyList<Threshold> FailIf { get; init; }

    /// <summary>Where the result goes as JSON: a file, "-" for stdout, or null.</summary>
    public required string? Json { get; init; }

    /// <summary>Where the histograms go, or null.</summary>
    public required string? Histogram { get; init; }

    public required LogSettings Log { get; init; }
}
