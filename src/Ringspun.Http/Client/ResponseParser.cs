using Ringspun.Http.Parsing;

namespace Ringspun.Http;

/// <summary>
/// Reads the responses of one connection as they come: heads where they lie (or joined, if they came in pieces), bodies passed on piece by piece,
/// interim responses passed over. What comes out never depends on how the bytes were cut.
/// </summary>
internal struct ResponseParser
{
    private BodyDrain _body;
    private int _interims;
    private bool _hasHead;
    private bool _keepsAlive;
    private bool _isCut;

    /// <summary>Whether something of the response at hand was read, interim responses included.</summary>
    public readonly bool HasBegun => _hasHead || _interims > 0;

    /// <summary>The status code of the response at hand, once its head is there; before that 0.</summary>
    public int Status { get; private set; }

    /// <summary>Bytes of its body so far, without the transfer coding.</summary>
    public readonly long BodyBytes => _hasHead ? _body.Count : 0;

    /// <summary>Whether the connection may carry another response after this one.</summary>
    public readonly bool KeepsAlive => _keepsAlive && !_isCut;

    /// <summary>Why the response was refused, if it was.</summary>
    public ResponseRefusal Refusal { get; private set; }

    /// <summary>Makes ready for the next response.</summary>
    public void Reset() => this = default;

    /// <summary>Reads on in the response at hand.</summary>
    /// <param name="inbox">What was received; what belongs to the response is consumed.</param>
    /// <param name="request">The request that it answers.</param>
    /// <param name="limits">How much the server may send.</param>
    /// <param name="sink">Sees the final response.</param>
    /// <returns>Complete: the response is at its end; incomplete: all was read that is there.</returns>
    public ParseOutcome Read<TSink>(ref Inbox inbox, PreparedRequest request, HttpResponseLimits limits, ref TSink sink)
        where TSink : struct, IResponseSink
    {
        while (!_hasHead)
        {
            if (inbox.IsEmpty)
            {
                return ParseOutcome.Incomplete;
            }

            ResponseHead head = default;
            ReadOnlySpan<byte> bytes = inbox.Unread;
            int length = ResponseHeadParser.Parse(bytes, limits, request.IsHead, ref head);
            if (length <= 0)
            {
                return length == 0 ? ParseOutcome.Incomplete : Refuse((ResponseRefusal)(-length));
            }

            if (head.IsInterim)
            {
                if (head.Status == 101 || ++_interims > limits.MaxInterimResponses)
                {
                    return Refuse(head.Status == 101 ? ResponseRefusal.ProtocolSwitched : ResponseRefusal.TooManyInterimResponses);
                }
            }
            else
            {
                Begin(head, limits);
                sink.Begin(request, head.Status, head.Fields.Of(bytes));
            }

            inbox.Consume(length);
        }

        DrainOutcome outcome = _body.Outcome;
        if (outcome == DrainOutcome.More)
        {
            outcome = _body.Consume(inbox.Unread, ref sink, out int consumed);
            inbox.Consume(consumed);
        }

        return outcome switch
        {
            DrainOutcome.Done => ParseOutcome.Complete,
            DrainOutcome.More => ParseOutcome.Incomplete,
            DrainOutcome.TooLarge => Refuse(ResponseRefusal.BodyTooLarge),
            _ => Refuse(_body.HasTooMuchOverhead ? ResponseRefusal.TooMuchChunkOverhead : ResponseRefusal.MalformedChunk),
        };
    }

    /// <summary>The server has ended the connection. True when that is the end of the response at hand too; else it has been cut.</summary>
    public bool TryEnd()
    {
        _isCut = true;
        return _hasHead && _body.EndsWithConnection;
    }

    private void Begin(in ResponseHead head, HttpResponseLimits limits)
    {
        _hasHead = true;
        Status = head.Status;
        _keepsAlive = head.KeepsAlive;
        _body = new BodyDrain(head.Framing, head.ContentLength, limits.MaxBodyBytes, limits.MaxChunkedOverheadBytes);
    }

    private ParseOutcome Refuse(ResponseRefusal refusal)
    {
        Refusal = refusal;
        return ParseOutcome.Refused;
    }
}
