namespace Ringspun.Http.Parsing;

/// <summary>Which of the fields that matter to a file server a request carries.</summary>
[Flags]
internal enum RequestFields : ushort
{
    None = 0,
    Host = 1 << 0,
    ContentLength = 1 << 1,
    TransferEncoding = 1 << 2,
    Expect = 1 << 3,
    IfMatch = 1 << 4,
    IfNoneMatch = 1 << 5,
    IfModifiedSince = 1 << 6,
    IfUnmodifiedSince = 1 << 7,
    IfRange = 1 << 8,
    Range = 1 << 9,

    /// <summary>The fields that can turn a plain 200 into something else.</summary>
    Conditions = IfMatch | IfNoneMatch | IfModifiedSince | IfUnmodifiedSince | IfRange | Range,
}
