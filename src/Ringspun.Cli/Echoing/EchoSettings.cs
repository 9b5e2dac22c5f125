using Ringspun.Cli.Serving;

namespace Ringspun.Cli.Echoing;

/// <summary>What <c>ringspun echo</c> was asked to do.</summary>
/// <param name="Service">What every server is asked.</param>
/// <param name="Lines">Whether bytes come back line by line.</param>
/// <param name="MaxLine">Bytes of a line at most, without its newline.</param>
/// <param name="IdleTimeout">How long a connection may be silent.</param>
internal sealed record EchoSettings(ServiceSettings Service, bool Lines, int MaxLine, TimeSpan IdleTimeout);
