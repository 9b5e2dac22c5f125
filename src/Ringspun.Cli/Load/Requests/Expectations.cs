namespace Ringspun.Cli.Load.Requests;

/// <summary>What answers must be like to count as a success; null where anything goes.</summary>
/// <param name="Status">Their statuses.</param>
/// <param name="BodyContains">Bytes that each body must contain.</param>
/// <param name="BodySize">How many bytes each body must have, decoded.</param>
internal sealed record Expectations(StatusSet? Status, ReadOnlyMemory<byte>? BodyContains, long? BodySize)
{
    /// <summary>Anything goes.</summary>
    public static Expectations None { get; } = new(null, null, null);

    /// <summary>Whether bodies have to be looked at at all.</summary>
    public bool NeedsBody => BodyContains is not null || BodySize is not null;
}
