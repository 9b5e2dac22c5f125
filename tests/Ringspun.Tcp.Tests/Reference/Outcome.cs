using System.Collections.Immutable;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>What a step gives to whoever caused it.</summary>
internal sealed record Outcome
{
    public static Outcome None { get; } = new();

    public StackError Error { get; init; }

    /// <summary>The connection or listener that there is now.</summary>
    public int Number { get; init; }

    /// <summary>The other end of what was accepted.</summary>
    public Endpoint Remote { get; init; }

    /// <summary>How many bytes were taken.</summary>
    public int Taken { get; init; }

    /// <summary>The bytes read, or the packet.</summary>
    public ImmutableArray<byte> Bytes { get; init; } = [];

    public TransmitHints Hints { get; init; }

    /// <summary>What happened to connections.</summary>
    public ImmutableSortedDictionary<int, ConnectionEvents> Events { get; init; } = ImmutableSortedDictionary<int, ConnectionEvents>.Empty;

    /// <summary>The listeners that have something to accept.</summary>
    public ImmutableSortedSet<int> Acceptable { get; init; } = [];

    public static implicit operator Outcome(StackError error) => new() { Error = error };
}
