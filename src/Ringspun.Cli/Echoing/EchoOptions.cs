namespace Ringspun.Cli.Echoing;

/// <summary>How an echo server answers.</summary>
/// <param name="Lines">Whether bytes come back line by line, each when its newline has come.</param>
/// <param name="MaxLine">Bytes of a line at most, without its newline.</param>
/// <param name="IdleTimeout">How long a connection may be silent, and how long it may take nothing of what comes back.</param>
/// <param name="MaxConnections">Connections open at once on one loop.</param>
internal sealed record EchoOptions(bool Lines, int MaxLine, TimeSpan IdleTimeout, int MaxConnections);
