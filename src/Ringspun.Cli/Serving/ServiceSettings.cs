using System.Net;
using Ringspun.Cli.Logging;
using Ringspun.Cli.Networks;

namespace Ringspun.Cli.Serving;

/// <summary>What every server was asked to do.</summary>
/// <param name="Listen">Where connections come in.</param>
/// <param name="Workers">Event loops, one thread each.</param>
/// <param name="Driver">The driver under them.</param>
/// <param name="Drain">How long connections may finish after a signal.</param>
/// <param name="MaxConnections">Connections open at once.</param>
/// <param name="Network">Whose TCP.</param>
/// <param name="Log">What is logged, and how.</param>
internal sealed record ServiceSettings(
    IReadOnlyList<EndPoint> Listen,
    int Workers,
    DriverKind Driver,
    TimeSpan Drain,
    int MaxConnections,
    NetworkSettings Network,
    LogSettings Log);
