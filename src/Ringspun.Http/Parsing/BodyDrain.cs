namespace Ringspun.Http.Parsing;

/// <summary>
/// Reads a body to its end, by whatever framing it has, and so knows exactly where the next message begins. What it holds goes to a sink, or
/// nowhere (RFC 9112 section 9.3: to keep the connection, a server reads the whole body or closes, even if it has no use for it).
/// </summary>
internal partial struct BodyDrain
{
    // RFC 9112 section 7.1: sizes are hexadecimal numbers of any length; sixteen digits hold more than any limit, and bound the zeros before it.
    private const int MaxSizeDigits = 16;

    private State _state;
    private int _digits;
    private int _overhead;

    /// <summary>Bytes of the current chunk, or of the whole body, that have not come.</summary>
    private long _remaining;

    /// <summary>Bytes that the body may still have.</summary>
    private long _allowance;

    /// <summary>Starts on the body of a request.</summary>
    public BodyDrain(RequestHead head, HttpLimits limits)
        : this(head.IsChunked ? BodyFraming.Chunked : BodyFraming.Length, Math.Max(head.ContentLength, 0), limits.MaxBodyBytes, limits.MaxChunkedOverheadBytes)
    {
    }

    /// <summary>Starts on a body.</summary>
    /// <param name="framing">What tells its end.</param>
    /// <param name="length">Its length where that is told by <see cref="BodyFraming.Length"/>.</param>
    /// <param name="allowance">Most bytes that it may have.</param>
    /// <param name="overhead">Most bytes of chunk extensions and trailer fields.</param>
    public BodyDrain(BodyFraming framing, long length, long allowance, int overhead)
    {
        _allowance = allowance;
        _overhead = overhead;
        switch (framing)
        {
            case BodyFraming.Chunked:
                _state = State.Size;
                break;
            case BodyFraming.Length when length > allowance:
                _state = State.TooLarge;
                break;
            case BodyFraming.Length when length > 0:
                _state = State.Plain;
                _remaining = length;
                break;
            case BodyFraming.UntilClose:
                _state = State.UntilClose;
                _remaining = allowance;
                break;
        }
    }

    /// <summary>Bytes of the body so far, without what the chunked coding adds.</summary>
    public long Count { get; private set; }

    /// <summary>Whether a malformed body is one whose extensions and trailer fields are beyond the limit.</summary>
    public readonly bool HasTooMuchOverhead => _overhead < 0;

    /// <summary>Whether the body may end where it stands, if the connection does.</summary>
    public readonly bool EndsWithConnection => _state is State.Done or State.UntilClose;

    /// <summary>Where the body stands, without reading more of it: a Content-Length beyond the limit is known before its first byte.</summary>
    public readonly DrainOutcome Outcome => _state switch
    {
        State.Done => DrainOutcome.Done,
        State.Malformed => DrainOutcome.Malformed,
        State.TooLarge => DrainOutcome.TooLarge,
        _ => DrainOutcome.More,
    };

    /// <summary>Reads the next bytes of the connection.</summary>
    /// <param name="bytes">What was received, from the first byte not consumed on.</param>
    /// <param name="consumed">How many of them belong to the body; the rest is the next request's.</param>
    public DrainOutcome Consume(ReadOnlySpan<byte> bytes, out int consumed)
    {
        IgnoreBody nowhere = default;
        return Consume(bytes, ref nowhere, out consumed);
    }

    /// <summary>Reads the next bytes of the connection into a sink.</summary>
    /// <param name="bytes">What was received, from the first byte not consumed on.</param>
    /// <param name="sink">Gets what the body holds.</param>
    /// <param name="consumed">How many of them belong to the body; the rest is the next message's.</param>
    public DrainOutcome Consume<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink, out int consumed)
        where TSink : struct, IResponseSink
    {
        consumed = 0;
        while (consumed < bytes.Length && Outcome == DrainOutcome.More)
        {
            if (_state is State.Plain or State.Data or State.UntilClose)
            {
                int count = (int)Math.Min(_remaining, bytes.Length - consumed);
                if (count > 0)
                {
                    sink.Data(bytes.Slice(consumed, count));
                }

                consumed += count;
                Count += count;
                _remaining -= count;
                if (_remaining == 0)
                {
                    _state = AfterData(consumed < bytes.Length);
                }
            }
            else
            {
                _state = Step(bytes[consumed++]);
            }
        }

        return Outcome;
    }

    private readonly State AfterData(bool hasMore) => _state switch
    {
        State.Plain => State.Done,
        State.Data => State.DataCr,

        // All that it may have; one byte more is too many.
        _ => hasMore ? State.TooLarge : State.UntilClose,
    };
}
