namespace Ringspun;

/// <summary>How to listen.</summary>
public sealed record ListenOptions
{
    /// <summary>Connections that may wait to be accepted; the kernel caps it at net.core.somaxconn.</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Whether small sends go out at once (TCP_NODELAY) on accepted connections.</summary>
    public bool NoDelay { get; init; } = true;
}
