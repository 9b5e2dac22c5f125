namespace Ringspun.Http.Responses;

/// <summary>What every response needs to know of its request, its connection and the time.</summary>
/// <param name="date">The 29 bytes of the Date field.</param>
/// <param name="keepAlive">Whether the connection goes on after this response.</param>
/// <param name="minorVersion">The version that the client speaks.</param>
/// <param name="isHead">Whether the request is HEAD: the head as for GET, and no body (RFC 9110 section 9.3.2).</param>
internal readonly ref struct ResponseFraming(ReadOnlySpan<byte> date, bool keepAlive, int minorVersion, bool isHead)
{
    private readonly ReadOnlySpan<byte> _date = date;

    public bool KeepAlive { get; } = keepAlive;

    public int MinorVersion { get; } = minorVersion;

    public bool IsHead { get; } = isHead;

    /// <summary>The fields that all responses begin with: Date (RFC 9110 section 6.6.1: a server with a clock sends it), Server and Connection.</summary>
    public void WriteCommon(ref ResponseHeadWriter head)
    {
        head.Date(_date);
        head.Field("Server: "u8, "Ringspun"u8);
        head.Connection(KeepAlive, MinorVersion);
    }
}
