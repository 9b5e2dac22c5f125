using Ringspun.Http;

namespace Ringspun.Cli.Serving;

/// <summary>What <c>ringspun serve</c> was asked to do.</summary>
/// <param name="Directory">The directory whose files are served.</param>
/// <param name="Service">What every server is asked.</param>
/// <param name="Limits">What clients may ask of memory and patience.</param>
/// <param name="CacheSize">Bytes of memory for hot files; 0 for none.</param>
/// <param name="Direct">Whether files are read past the page cache.</param>
internal sealed record ServeSettings(
    string Directory,
    ServiceSettings Service,
    HttpLimits Limits,
    long CacheSize,
    bool Direct);
