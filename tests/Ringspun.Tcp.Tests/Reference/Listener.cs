using System.Collections.Immutable;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>A listener as a value.</summary>
internal sealed record Listener(int Number, Endpoint Local, int Backlog, TcpSettings Settings)
{
    /// <summary>The connections that wait to be accepted, in order.</summary>
    public ImmutableList<int> Queue { get; init; } = [];

    /// <summary>When a SYN was last answered by a cookie.</summary>
    public long? LastCookieAt { get; init; }

    /// <summary>Whether the application is to be told that there is something to accept.</summary>
    public bool Announced { get; init; }
}
