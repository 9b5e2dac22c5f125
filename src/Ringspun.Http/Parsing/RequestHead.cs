namespace Ringspun.Http.Parsing;

/// <summary>
/// A parsed request head: what the request says, and where in the received bytes it says it. Reused from request to request;
/// the bytes stay with whoever received them, and the slices count from the first of them.
/// </summary>
internal sealed class RequestHead
{
    public RequestMethod Method { get; set; }

    public TargetForm Form { get; set; }

    /// <summary>The minor version that is spoken: 0 or 1. A higher one is treated as 1 (RFC 9110 section 2.5).</summary>
    public int MinorVersion { get; set; }

    /// <summary>The request target as it was sent.</summary>
    public Slice Target { get; set; }

    /// <summary>Path and query of an origin-form or absolute-form target; may be empty, which means <c>/</c>.</summary>
    public Slice Path { get; set; }

    /// <summary>The authority that the request is for: of an absolute-form target, else of the Host field (RFC 9112 section 3.2.2).</summary>
    public Slice Host { get; set; }

    /// <summary>The body's length, or -1 without a Content-Length.</summary>
    public long ContentLength { get; set; }

    public bool IsChunked { get; set; }

    public bool ExpectsContinue { get; set; }

    public bool SaysClose { get; set; }

    public bool SaysKeepAlive { get; set; }

    public RequestFields Present { get; set; }

    /// <summary>Fields that came in more than one line. Lists are then walked with <see cref="FieldWalker"/>, others are ignored.</summary>
    public RequestFields Repeated { get; set; }

    public Slice IfMatch { get; set; }

    public Slice IfNoneMatch { get; set; }

    public Slice IfModifiedSince { get; set; }

    public Slice IfUnmodifiedSince { get; set; }

    public Slice IfRange { get; set; }

    public Slice Range { get; set; }

    /// <summary>All header field lines, without the empty line that ends them.</summary>
    public Slice Fields { get; set; }

    public int FieldCount { get; set; }

    /// <summary>True when the connection may carry another request after this one (RFC 9112 section 9.3).</summary>
    public bool KeepsAlive => !SaysClose && (MinorVersion >= 1 || SaysKeepAlive);

    /// <summary>True when bytes of a body follow the head (RFC 9112 section 6).</summary>
    public bool HasBody => IsChunked || ContentLength > 0;

    /// <summary>True when the answer depends on preconditions or a range.</summary>
    public bool HasConditions => (Present & RequestFields.Conditions) != 0;

    public bool Has(RequestFields field) => (Present & field) != 0;

    /// <summary>True when the field came exactly once.</summary>
    public bool HasOne(RequestFields field) => (Present & ~Repeated & field) != 0;

    public void Reset()
    {
        Method = RequestMethod.Unknown;
        Form = TargetForm.Origin;
        MinorVersion = 0;
        Target = Path = Host = Fields = default;
        ContentLength = -1;
        IsChunked = ExpectsContinue = SaysClose = SaysKeepAlive = false;
        // The slices of absent fields are never read: their flags say so.
        Present = Repeated = RequestFields.None;
        FieldCount = 0;
    }

    /// <summary>Notes a field line; the first one's slice is what the caller keeps.</summary>
    /// <returns>True for the field's first line.</returns>
    public bool Note(RequestFields field)
    {
        if ((Present & field) != 0)
        {
            Repeated |= field;
            return false;
        }

        Present |= field;
        return true;
    }
}
