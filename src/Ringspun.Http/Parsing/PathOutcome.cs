namespace Ringspun.Http.Parsing;

/// <summary>What became of a request target on its way to a path below the served directory.</summary>
internal enum PathOutcome : byte
{
    /// <summary>A relative path without dot segments.</summary>
    Resolved,

    /// <summary>Broken percent-encoding, a NUL, or more <c>..</c> than there are directories: 400.</summary>
    Malformed,

    /// <summary>A name that no file can have, because it holds an encoded slash: 404.</summary>
    Impossible,

    /// <summary>Longer than the kernel takes (PATH_MAX): 414.</summary>
    TooLong,
}
