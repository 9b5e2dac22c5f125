namespace Ringspun.Http;

/// <summary>A request that is asked and not answered.</summary>
internal struct AskedRequest
{
    public PreparedRequest Request;

    /// <summary>When it is too late, by the loop's clock.</summary>
    public long Deadline;

    public long Tag;

    /// <summary>When it was handed to the network; 0 before.</summary>
    public long Sent;
}
