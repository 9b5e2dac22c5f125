namespace Ringspun.Http.Parsing;

/// <summary>
/// Reads a request body to its end and forgets it (RFC 9112 section 9.3: to keep the connection, a server reads the whole body or closes).
/// A file server has no use for bodies, but it must know exactly where the next request begins.
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
    {
        _allowance = limits.MaxBodyBytes;
        _overhead = limits.MaxChunkedOverheadBytes;
        if (head.IsChunked)
        {
            _state = State.Size;
            return;
        }

        _remaining = Math.Max(head.ContentLength, 0);
        _state = _remaining == 0 ? State.Done : State.Plain;
        if (_remaining > _allowance)
        {
            _state = State.TooLarge;
        }
    }

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
        consumed = 0;
        while (consumed < bytes.Length && Outcome == DrainOutcome.More)
        {
            if (_state is State.Plain or State.Data)
            {
                int count = (int)Math.Min(_remaining, bytes.Length - consumed);
                consumed += count;
                _remaining -= count;
                if (_remaining == 0)
                {
                    _state = _state == State.Plain ? State.Done : State.DataCr;
                }
            }
            else
            {
                _state = Step(bytes[consumed++]);
            }
        }

        return Outcome;
    }
}
