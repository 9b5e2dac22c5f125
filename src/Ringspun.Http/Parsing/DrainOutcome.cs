namespace Ringspun.Http.Parsing;

/// <summary>How far the reading of a request body came.</summary>
internal enum DrainOutcome
{
    /// <summary>All bytes given belong to the body, and more must come.</summary>
    More,

    /// <summary>The body is at its end; what follows is the next request.</summary>
    Done,

    /// <summary>The chunked coding is broken: 400, and the connection is closed.</summary>
    Malformed,

    /// <summary>The body is longer than allowed: 413, and the connection is closed.</summary>
    TooLarge,
}
