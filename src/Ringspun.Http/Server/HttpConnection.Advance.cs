using Ringspun.Http.Files;
using Ringspun.Http.Parsing;
using Ringspun.Http.Responses;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <content>The fast way: reads requests and answers from memory, without a suspension.</content>
internal sealed partial class HttpConnection
{
    /// <summary>Answers the requests received, until one needs more than memory, or none is left, or the outbox is full.</summary>
    private NextStep Advance()
    {
        while (!_inbox.IsEmpty)
        {
            if (Outbox.IsFull)
            {
                return NextStep.GoOn;
            }

            ReadOnlySpan<byte> unread = _inbox.Unread;
            ParseResult result = RequestParser.Parse(unread, server.Limits, Work.Head);
            if (result.Outcome == ParseOutcome.Incomplete)
            {
                return NextStep.Receive;
            }

            if (result.Outcome == ParseOutcome.Refused)
            {
                Refuse(result.Status);
                return NextStep.Close;
            }

            ReadOnlySpan<byte> bytes = unread[..result.Consumed];
            server.Counters.Requests++;
            _headDeadline = 0;
            _keepAlive = Work.Head.KeepsAlive && !server.IsDraining;
            if (Work.Head.HasBody || !TryAnswer(bytes))
            {
                Work.KeepRequestBytes(bytes);
                _inbox.Consume(result.Consumed);
                return NextStep.Answer;
            }

            _inbox.Consume(result.Consumed);
            if (!_keepAlive)
            {
                return NextStep.Close;
            }
        }

        return NextStep.Receive;
    }

    /// <summary>Answers a request that needs no file, or one that is in memory. False when it takes longer.</summary>
    private bool TryAnswer(ReadOnlySpan<byte> bytes)
    {
        RequestHead head = Work.Head;
        if (head.Method is not (RequestMethod.Get or RequestMethod.Head))
        {
            AnswerOtherMethod(head);
            return true;
        }

        ReadOnlySpan<byte> target = TargetPath.PathOf(head.Path.Of(bytes));
        if (server.Cache.Find(target) is not { } file || !server.Loader.IsReady(file))
        {
            return false;
        }

        server.Counters.CacheHits++;
        Answer(file, bytes);
        return true;
    }

    /// <summary>RFC 9110 section 9.1: 501 for a method we do not know, 405 for one that we know and files do not allow.</summary>
    private void AnswerOtherMethod(RequestHead head)
    {
        if (head.Method == RequestMethod.Options)
        {
            Chunk chunk = server.RentHead();
            Outbox.Add(chunk.Slice(0, ErrorResponse.WriteOptions(chunk.Span, Framing())));
        }
        else
        {
            AnswerError(head.Method == RequestMethod.Unknown ? 501 : 405);
        }
    }

    /// <summary>Answers from contents in memory.</summary>
    private void Answer(HotFile file, ReadOnlySpan<byte> bytes)
    {
        RequestHead head = Work.Head;
        file.Touch(server.Clock);
        bool isGet = head.Method == RequestMethod.Get;
        if (_keepAlive && head.MinorVersion >= 1 && !head.HasConditions)
        {
            if (isGet && file.IsImage)
            {
                Outbox.Add(file.Image.Retain());
                return;
            }

            Outbox.Add(file.Head.Retain());
            if (isGet)
            {
                Outbox.Add(file.Body.Retain());
            }

            return;
        }

        Verdict verdict = Preconditions.Evaluate(head, bytes, file.Version, server.Clock.Seconds);
        if (!AnswerHead(verdict, file.Version, file.ContentType) || !isGet)
        {
            return;
        }

        Chunk body = file.Body;
        Outbox.Add(verdict.Kind == VerdictKind.Partial ? body.Retain().Slice((int)verdict.Range.First, (int)verdict.Range.Length) : body.Retain());
    }

    /// <summary>Puts the head of an answer with a file into the outbox, or all of an answer without. True when a body belongs to it.</summary>
    private bool AnswerHead(Verdict verdict, in FileVersion version, byte[] contentType)
    {
        if (verdict.Kind is VerdictKind.PreconditionFailed or VerdictKind.RangeNotSatisfiable)
        {
            AnswerError(verdict.Kind == VerdictKind.PreconditionFailed ? 412 : 416, version.Size);
            return false;
        }

        Chunk chunk = server.RentHead();
        Outbox.Add(chunk.Slice(0, FileResponse.WriteHead(chunk.Span, verdict, version, contentType, Framing(), out _)));
        return verdict.Kind != VerdictKind.NotModified;
    }

    private void AnswerError(int status, long fileSize = 0)
    {
        Chunk chunk = server.RentHead();
        Outbox.Add(chunk.Slice(0, ErrorResponse.Write(chunk.Span, status, Framing(), fileSize)));
    }

    /// <summary>Answers something that is not to be trusted: the connection ends with it.</summary>
    private void Refuse(int status)
    {
        server.Counters.Refused++;
        _keepAlive = false;
        Chunk chunk = server.RentHead();
        var framing = new ResponseFraming(server.Clock.Date, keepAlive: false, minorVersion: 1, isHead: false);
        Outbox.Add(chunk.Slice(0, ErrorResponse.Write(chunk.Span, status, framing)));
    }

    private ResponseFraming Framing() => new(server.Clock.Date, _keepAlive, Work.Head.MinorVersion, Work.Head.Method == RequestMethod.Head);
}
