using Ringspun.Http.Parsing;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>One connection: a fiber that receives requests, answers them in order, and waits for more.</summary>
/// <remarks>
/// Requests whose answer is in memory are answered without a suspension, and the answers to all that were received together go out in one
/// send (RFC 9112 section 9.3.2 on pipelining). At rest a connection is this object, its fiber's frame and the network's connection.
/// </remarks>
internal sealed partial class HttpConnection(LoopServer server, IConnection connection)
{
    // A fiber whose client and disk are always ready lets the others run after this many rounds.
    private const int RoundsPerTurn = 16;

    // A request that was on its way when the drain began is answered, with "Connection: close", instead of reset.
    private const long DrainNanoseconds = 100_000_000;

    private Inbox _inbox;
    private Workspace? _workspace;
    private long _headDeadline;
    private bool _keepAlive = true;
    private bool _isReceiving;

    /// <summary>Links of the server's list of connections.</summary>
    public HttpConnection? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public HttpConnection? Next { get; set; }

    private bool IsIdle => _isReceiving && _inbox.IsEmpty;

    private Workspace Work => _workspace!;

    private Outbox Outbox => _workspace!.Outbox;

    /// <summary>The connection's fiber. Ends when the connection has; throws nothing.</summary>
    public async Fiber RunAsync()
    {
        try
        {
            connection.SendStallTimeout = server.Limits.WriteTimeout;
            var step = NextStep.Receive;
            for (int round = 1; step is NextStep.GoOn or NextStep.Receive; round++)
            {
                if (step == NextStep.Receive)
                {
                    PrepareToReceive();
                    Chunk chunk = await connection.LeaseAsync();
                    _isReceiving = false;
                    if (chunk.IsEmpty)
                    {
                        chunk.Release();
                        break;
                    }

                    _inbox.Append(chunk, server.Limits.MaxHeadBytes);
                }

                _workspace ??= server.RentWorkspace();
                step = Advance();
                if (step == NextStep.Answer)
                {
                    // What is before it in the pipeline does not wait for it.
                    await FlushAsync();
                    step = await AnswerAsync();
                }

                if (!Outbox.IsEmpty)
                {
                    // The usual end of a request: here rather than in a call, whose frame would cost more than the test.
                    server.Counters.BytesSent += Outbox.Count == 1
                        ? await connection.SendAsync(Outbox.First)
                        : await connection.SendAsync(Outbox.Chunks);
                    Outbox.Clear();
                }

                if (round % RoundsPerTurn == 0)
                {
                    await Fiber.Yield();
                }
            }

            await EndAsync(step);
        }
        catch (LinuxException exception) when (exception.Errno == Errno.ETIMEDOUT && _isReceiving)
        {
            await EndSlowClientAsync();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>The server drains: a connection that waits for a request ends soon, any other after its answer.</summary>
    public void Drain()
    {
        if (IsIdle)
        {
            connection.ReceiveDeadline = Math.Min(connection.ReceiveDeadline, server.Loop.Now + DrainNanoseconds);
        }
    }

    /// <summary>Drops the connection, whatever it is at.</summary>
    public void Abort() => connection.Abort();

    /// <summary>Sends what is in the outbox, if anything.</summary>
    private async Fiber FlushAsync()
    {
        if (!Outbox.IsEmpty)
        {
            server.Counters.BytesSent += await connection.SendAsync(Outbox.Chunks);
            Outbox.Clear();
        }
    }

    /// <summary>Gives back what a connection at rest does not need, and sets how long it may rest.</summary>
    private void PrepareToReceive()
    {
        if (_workspace is not null)
        {
            server.ReturnWorkspace(_workspace);
            _workspace = null;
        }

        _isReceiving = true;
        if (_inbox.IsEmpty)
        {
            _headDeadline = 0;
            connection.ReceiveDeadline = server.Loop.Now + (server.IsDraining ? DrainNanoseconds : server.IdleNanoseconds);
            return;
        }

        _inbox.Keep();
        if (_headDeadline == 0)
        {
            // From the first byte on, not from the latest: a byte now and then does not prolong it.
            _headDeadline = server.Loop.Now + server.HeadNanoseconds;
            connection.ReceiveDeadline = _headDeadline;
        }
    }

    private void Fail(Exception exception)
    {
        // Clients go away all the time: a reset or a stalled send is theirs, and so is what ends when the server aborts it.
        if (exception is not (LinuxException or ObjectDisposedException or OperationCanceledException))
        {
            ServerLog.ConnectionFailed(server.Options.Logger, exception);
        }

        if (!IsIdle)
        {
            server.Counters.Aborted++;
        }

        connection.Abort();
    }

    private void Release()
    {
        _inbox.Clear();
        if (_workspace is not null)
        {
            _workspace.Outbox.Clear();
            server.ReturnWorkspace(_workspace);
            _workspace = null;
        }

        ZeroCopyCounters zeroCopy = connection.ZeroCopy;
        server.Counters.ZeroCopySent += zeroCopy.Sent;
        server.Counters.ZeroCopyCopied += zeroCopy.Copied;
        connection.Dispose();
        server.Remove(this);
    }
}
