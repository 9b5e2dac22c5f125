namespace Ringspun.Http.Responses;

/// <summary>What preconditions and ranges make of a request for a file that exists.</summary>
internal enum VerdictKind : byte
{
    /// <summary>200 with the whole file.</summary>
    Full,

    /// <summary>206 with a range of it.</summary>
    Partial,

    /// <summary>304.</summary>
    NotModified,

    /// <summary>412.</summary>
    PreconditionFailed,

    /// <summary>416.</summary>
    RangeNotSatisfiable,
}
