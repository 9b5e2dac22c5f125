using Ringspun.Http.Files;
using Ringspun.Http.Parsing;
using Ringspun.Http.Responses;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <content>Files that are read while they are sent: two chunks in flight, one on its way from the disk and one to the network.</content>
internal sealed partial class HttpConnection
{
    // Reads start at multiples of this, as reads past the page cache must; chunks are multiples of it.
    private const int BlockSize = 4096;

    private async Fiber<NextStep> AnswerFromDiskAsync()
    {
        OpenedFile opened = await server.Site.OpenAsync(Work.Path.AsMemory(0, Work.PathLength));
        if (opened.File is not { } file)
        {
            AnswerFailure(opened.FailureStatus);
            return AfterAnswer();
        }

        using (file)
        {
            FileVersion version = HotFile.VersionOf(file.Status);
            Verdict verdict = Preconditions.Evaluate(Work.Head, Work.RequestBytes, version, server.Clock.Seconds);
            bool hasBody = AnswerHead(verdict, version, ContentTypes.Of(Work.Path.AsSpan(0, Work.PathLength)));
            long first = verdict.Kind == VerdictKind.Partial ? verdict.Range.First : 0;
            long length = verdict.Kind == VerdictKind.Partial ? verdict.Range.Length : version.Size;
            if (!hasBody || Work.Head.Method != RequestMethod.Get || length == 0)
            {
                return AfterAnswer();
            }

            return await SendFileAsync(file, first, length) ? AfterAnswer() : NextStep.Abort;
        }
    }

    /// <summary>Sends the outbox and a part of a file after it. False when the file has become shorter than the head has promised.</summary>
    private async Fiber<bool> SendFileAsync(IFile file, long first, long length)
    {
        long end = first + length;
        long position = first & -BlockSize;
        int skip = (int)(first - position);
        Chunk reading = server.RentBlock(end - position);
        Chunk sending = Chunk.Empty;
        IoOperation<int> read = file.ReadAsync(reading.Memory, position);
        bool isReading = true;
        try
        {
            while (true)
            {
                int count = await read;
                isReading = false;
                int useful = (int)Math.Min(count, end - position);
                bool isLast = position + useful == end;
                if (useful <= skip || (!isLast && count < reading.Length))
                {
                    return false;
                }

                sending.Release();
                (sending, reading) = (reading, Chunk.Empty);
                position += useful;
                if (!isLast)
                {
                    reading = server.RentBlock(end - position);
                    read = file.ReadAsync(reading.Memory, position);
                    isReading = true;
                }

                await SendPartAsync(sending.Slice(skip, useful - skip));
                skip = 0;
                if (isLast)
                {
                    return true;
                }
            }
        }
        finally
        {
            if (isReading)
            {
                // The kernel still writes into the chunk: whatever has gone wrong waits for it.
                await IgnoreAsync(read);
            }

            reading.Release();
            sending.Release();
        }
    }

    /// <summary>Sends a part of the file, the first one together with the head.</summary>
    private async Fiber SendPartAsync(Chunk part)
    {
        if (Outbox.IsEmpty)
        {
            server.Counters.BytesSent += await connection.SendAsync(part);
            return;
        }

        Work.Parts[0] = Outbox.First;
        Work.Parts[1] = part;
        server.Counters.BytesSent += await connection.SendAsync(Work.Parts);
        Outbox.Clear();
    }

    private static async Fiber IgnoreAsync(IoOperation<int> read)
    {
        try
        {
            _ = await read;
        }
        catch (Exception exception) when (exception is LinuxException or ObjectDisposedException or OperationCanceledException)
        {
            // A failure before this one is on its way to the caller already.
        }
    }
}
