using Ringspun.Http.Files;
using Ringspun.Http.Parsing;
using Ringspun.Http.Responses;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <content>The slow way: requests with a body, and files that are not in memory.</content>
internal sealed partial class HttpConnection
{
    /// <summary>Answers the request whose head is in the workspace.</summary>
    private async Fiber<NextStep> AnswerAsync()
    {
        if (Work.Head.HasBody)
        {
            NextStep step = await SkipBodyAsync();
            if (step != NextStep.GoOn)
            {
                return step;
            }
        }

        if (TryAnswer(Work.RequestBytes))
        {
            return AfterAnswer();
        }

        if (ResolvePath(out bool isDirectory) is var status && status != 0)
        {
            AnswerError(status);
            return AfterAnswer();
        }

        if (server.Cache.IsEnabled)
        {
            // Twice at most: an entry may have to make room before its first reader comes.
            for (int attempt = 0; attempt < 2; attempt++)
            {
                HotFile file = FindFile(isDirectory);
                if (file.State == HotFileState.Streamed)
                {
                    server.Loader.ReviewStreamed(file);
                }
                else if (!server.Loader.IsReady(file))
                {
                    await server.Loader.RefreshAsync(file);
                }

                if (file.State == HotFileState.Streamed)
                {
                    break;
                }

                if (file.State == HotFileState.Ready)
                {
                    Answer(file, Work.RequestBytes);
                    return AfterAnswer();
                }

                if (file.State == HotFileState.Gone)
                {
                    AnswerFailure(file.GoneStatus);
                    return AfterAnswer();
                }
            }
        }

        return await AnswerFromDiskAsync();
    }

    private NextStep AfterAnswer() => _keepAlive ? NextStep.GoOn : NextStep.Close;

    /// <summary>Finds the file that the target means: a directory means its index file. 0, or the status of a target that means none.</summary>
    private int ResolvePath(out bool isDirectory)
    {
        Workspace work = Work;
        ReadOnlySpan<byte> target = work.Head.Path.Of(work.RequestBytes);
        PathOutcome outcome = TargetPath.Resolve(target, work.Path, out int length, out isDirectory);
        if (outcome != PathOutcome.Resolved)
        {
            return outcome switch
            {
                PathOutcome.Impossible => 404,
                PathOutcome.TooLong => 414,
                _ => 400,
            };
        }

        work.DirectoryLength = length;
        work.PathLength = length;
        if (!isDirectory)
        {
            return 0;
        }

        bool isRoot = work.Path.AsSpan(0, length).SequenceEqual("."u8);
        int start = isRoot ? 0 : length + 1;
        if (start + server.IndexFile.Length >= work.Path.Length)
        {
            return 414;
        }

        if (!isRoot)
        {
            work.Path[length] = (byte)'/';
        }
        else
        {
            work.DirectoryLength = 0;
        }

        server.IndexFile.CopyTo(work.Path.AsSpan(start));
        work.PathLength = start + server.IndexFile.Length;
        return 0;
    }

    private HotFile FindFile(bool isDirectory)
    {
        Workspace work = Work;
        Span<byte> key = stackalloc byte[TargetPath.MaxTargetBytes(TargetPath.MaxBytes, 0)];
        int length = TargetPath.WriteTarget(work.Path.AsSpan(0, work.DirectoryLength), isDirectory, default, key);
        return server.Cache.FindOrAdd(key[..length], work.Path.AsSpan(0, work.PathLength));
    }

    /// <summary>Answers a request for something that is no file: with an error, or with the way to a directory.</summary>
    private void AnswerFailure(int status)
    {
        if (status != 301)
        {
            AnswerError(status);
            return;
        }

        Workspace work = Work;
        ReadOnlySpan<byte> query = TargetPath.QueryOf(work.Head.Path.Of(work.RequestBytes));
        int room = TargetPath.MaxTargetBytes(work.PathLength, query.Length);
        byte[] location = new byte[room];
        int length = TargetPath.WriteTarget(work.Path.AsSpan(0, work.PathLength), isDirectory: true, query, location);
        Chunk chunk = NativeChunk.Allocate(ErrorResponse.MaxBytes + length);
        Outbox.Add(chunk.Slice(0, ErrorResponse.WriteRedirect(chunk.Span, location.AsSpan(0, length), Framing())));
    }

    /// <summary>Reads the request's body to its end and forgets it. <see cref="NextStep.GoOn"/> when the next request follows.</summary>
    private async Fiber<NextStep> SkipBodyAsync()
    {
        var drain = new BodyDrain(Work.Head, server.Limits);
        if (Work.Head.ExpectsContinue && _inbox.IsEmpty && drain.Outcome == DrainOutcome.More)
        {
            if (Work.Head.Method is not (RequestMethod.Get or RequestMethod.Head or RequestMethod.Options))
            {
                // RFC 9110 section 10.1.1: the final status instead of 100. The client may or may not send the body now, so this is the end.
                _keepAlive = false;
                AnswerOtherMethod(Work.Head);
                return NextStep.Close;
            }

            server.Counters.BytesSent += await connection.SendAsync(server.ContinueResponse);
        }

        connection.ReceiveDeadline = server.Loop.Now + server.BodyNanoseconds;
        while (true)
        {
            DrainOutcome outcome = drain.Consume(_inbox.Unread, out int consumed);
            _inbox.Consume(consumed);
            switch (outcome)
            {
                case DrainOutcome.Done:
                    return NextStep.GoOn;
                case DrainOutcome.Malformed:
                    Refuse(400);
                    return NextStep.Close;
                case DrainOutcome.TooLarge:
                    Refuse(413);
                    return NextStep.Close;
            }

            Chunk chunk = await connection.LeaseAsync();
            if (chunk.IsEmpty)
            {
                chunk.Release();
                return NextStep.Abort;
            }

            _inbox.Append(chunk, server.Limits.MaxHeadBytes);
        }
    }
}
