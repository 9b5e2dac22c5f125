using System.Net;
using Ringspun.Cli.Logging;
using Ringspun.Http;

namespace Ringspun.Cli.Serving;

/// <summary>What <c>ringspun serve</c> was asked to do.</summary>
/// <param name="Directory">The directory whose files are served.</param>
/// <param name="Listen">Where connections come in.</param>
/// <param name="Workers">Event loops, one thread each.</param>
/// <param name="Driver">The driver under them.</param>
/// <param name="Drain">How long connections may finish after a signal.</param>
/// <param name="MaxConnections">Connections open at once.</param>
/// <param name="Limits">What clients may ask of memory and patience.</param>
/// <param name="CacheSize">Bytes of memory for hot files; 0 for none.</param>
/// <param name="Direct">Whether files are read past the page cache.</param>
/// <param name="Log">What is logged, and how.</param>
internal sealed record ServeSettings(
    string Directory,
    IReadOnlyList<EndPoint> Listen,
    int Workers,
    DriverKind Driver,
    TimeSpan Drain,
    int MaxConnections,
    HttpLimits Limits,
    long CacheSize,
    bool Direct,
    LogSettings Log);
