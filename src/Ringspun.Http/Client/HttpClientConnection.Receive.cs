using Ringspun.Http.Parsing;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <content>Receiving: several responses that came in one chunk are read from it one after the other, without a wait.</content>
public sealed partial class HttpClientConnection<TSink>
{
    // A server that is always ready lets the loop's other fibers run after this many chunks.
    private const int ChunksPerTurn = 16;

    private Inbox _inbox;
    private ResponseParser _parser;
    private long _deadline = long.MaxValue;
    private long _arrived;
    private long _firstByte;
    private int _chunksAtOnce;
    private bool _isReceiving;
    private bool _isEnded;

    private long FrontDeadline => _asked > 0 ? _requests[_first].Deadline : long.MaxValue;

    /// <summary>Sends what is queued and reads the next response to its end. By one fiber at a time.</summary>
    /// <returns>
    /// The exchange, in the order in which requests were asked. With none asked the read waits for one that another fiber asks; an exchange without a
    /// request says that the connection has ended: <see cref="HttpFailureKind.Closed"/> by the server in due form, or otherwise.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another fiber reads.</exception>
    public async Fiber<HttpExchange> ReadAsync()
    {
        CheckNotReading();
        while (true)
        {
            if (TryRead(out HttpExchange exchange))
            {
                return exchange;
            }

            if (!IsOpen)
            {
                return new HttpExchange { End = _failedAt, Failure = _failure };
            }

            // A receive delivers what is there in spite of its deadline: a body that comes without a pause and without an end is cut here.
            if (_arrived >= FrontDeadline)
            {
                Fail(new HttpFailure(HttpFailureKind.Timeout));
                continue;
            }

            // Nothing that was sent is unanswered, so nothing would wake a receive: the send that holds up the rest has to end.
            if (_hasSend && _sent == 0 && _asked > 0)
            {
                try
                {
                    await AwaitSendAsync();
                }
                catch (ObjectDisposedException)
                {
                    continue;
                }

                if (_writeError is not null)
                {
                    FailUnlessEnded(_writeError);
                    continue;
                }
            }

            try
            {
                IoOperation<Chunk> receive = StartReceive();
                bool isThere = receive.IsCompleted;
                Chunk chunk = await receive;
                _isReceiving = false;
                Receive(chunk, isThere);
            }
            catch (LinuxException exception)
            {
                _isReceiving = false;
                FailUnlessEnded(exception);
            }
            catch (ObjectDisposedException)
            {
                // Closed on this side meanwhile, by this object or under it.
                _isReceiving = false;
                Dispose();
            }
            catch
            {
                _isReceiving = false;
                throw;
            }

            if (_chunksAtOnce >= ChunksPerTurn)
            {
                _chunksAtOnce = 0;
                await Fiber.Yield();
            }
        }
    }

    /// <summary>Reads the next response if all of it has been received, or the next failure if there is one. Sends nothing and does not wait.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <returns>Whether there is one: false means to go on with <see cref="ReadAsync"/>.</returns>
    public bool TryRead(out HttpExchange exchange)
    {
        if (IsOpen && (!_inbox.IsEmpty || _isEnded))
        {
            ParseOutcome outcome = _sent > 0 ? ParseNext() : ParseOutcome.Refused;
            if (outcome == ParseOutcome.Complete)
            {
                exchange = Complete();
                return true;
            }

            if (outcome == ParseOutcome.Refused)
            {
                FailReading();
            }
            else if (_isEnded)
            {
                Fail(_writeError is null ? new HttpFailure(HttpFailureKind.Read) : WriteFailure());
            }
        }

        if (!IsOpen && _asked > 0)
        {
            exchange = FailNext();
            return true;
        }

        exchange = default;
        return false;
    }

    private void CheckNotReading()
    {
        if (_isReceiving || _isSendAwaited)
        {
            throw new InvalidOperationException("Another fiber reads from this connection.");
        }
    }

    private ParseOutcome ParseNext()
    {
        if (_firstByte == 0 && !_inbox.IsEmpty)
        {
            _firstByte = _arrived;
        }

        ParseOutcome outcome;
        try
        {
            outcome = _parser.Read(ref _inbox, _requests[_first].Request, _options.Limits, ref _sink);
        }
        catch
        {
            // The sink has thrown in the middle of a response: nobody knows where the next one begins.
            Fail(new HttpFailure(HttpFailureKind.Closed));
            throw;
        }

        return outcome == ParseOutcome.Incomplete && _isEnded && _parser.TryEnd() ? ParseOutcome.Complete : outcome;
    }

    private HttpExchange Complete()
    {
        ref AskedRequest asked = ref _requests[_first];
        bool keepsAlive = _parser.KeepsAlive && !asked.Request.SaysClose;

        // Bytes after the last response asked for: what answers the next request is not to be known.
        bool isFollowed = _sent == 1 && !_inbox.IsEmpty;
        var exchange = new HttpExchange
        {
            Request = asked.Request,
            Tag = asked.Tag,
            Status = _parser.Status,
            BodyBytes = _parser.BodyBytes,
            Sent = asked.Sent,
            FirstByte = _firstByte,
            End = _arrived,
            IsReusable = keepsAlive && !isFollowed,
        };
        Advance();
        if (!keepsAlive)
        {
            Fail(new HttpFailure(HttpFailureKind.Closed));
        }
        else if (isFollowed)
        {
            Fail(new HttpFailure(HttpFailureKind.Protocol, ResponseRefusal.Unsolicited));
        }

        return exchange;
    }

    /// <summary>The failure of the connection is that of the first request asked, and of those behind it.</summary>
    private HttpExchange FailNext()
    {
        ref AskedRequest asked = ref _requests[_first];
        var exchange = new HttpExchange
        {
            Request = asked.Request,
            Tag = asked.Tag,
            Status = _parser.Status,
            BodyBytes = _parser.BodyBytes,
            Sent = asked.Sent,
            FirstByte = _firstByte,
            End = _failedAt,
            Failure = _failure,
        };
        Advance();
        return exchange;
    }

    private void Advance()
    {
        _parser.Reset();
        _firstByte = 0;
        _requests[_first] = default;
        _first = _first + 1 < _requests.Length ? _first + 1 : 0;
        _asked--;
        _sent = Math.Max(_sent - 1, 0);
    }

    private void FailReading()
    {
        if (_sent > 0)
        {
            Fail(new HttpFailure(HttpFailureKind.Protocol, _parser.Refusal));
        }
        else if (_inbox.IsEmpty)
        {
            Fail(new HttpFailure(HttpFailureKind.Closed));
        }
        else
        {
            Fail(new HttpFailure(HttpFailureKind.Protocol, ResponseRefusal.Unsolicited));
        }
    }

    /// <summary>
    /// First the receive, then the send: what is there before anything was asked answers nothing, and an end that is there already means that
    /// the request need not be sent.
    /// </summary>
    private IoOperation<Chunk> StartReceive()
    {
        _inbox.Keep();
        ApplyDeadline();
        IoOperation<Chunk> receive = _connection!.LeaseAsync();
        _isReceiving = true;
        if (_asked > _sent && (_sent > 0 || !receive.IsCompleted))
        {
            Flush();
        }

        return receive;
    }

    private void ApplyDeadline()
    {
        long deadline = FrontDeadline;
        if (deadline != _deadline)
        {
            _deadline = deadline;
            _connection!.ReceiveDeadline = deadline;
        }
    }

    private void Receive(Chunk chunk, bool isThere)
    {
        // What a wait has brought came before this turn; its time is the nearest that is known, and no later fiber's turn counts to the server.
        // A network that delivers within a turn may have taken the request in it too.
        _arrived = isThere || _loop.Now <= _lastSent ? _loop.ReadClock() : _loop.Now;
        _chunksAtOnce = isThere ? _chunksAtOnce + 1 : 0;
        LookAtSend();
        if (!IsOpen)
        {
            chunk.Release();
        }
        else if (chunk.IsEmpty)
        {
            chunk.Release();
            _isEnded = true;
        }
        else
        {
            BytesReceived += chunk.Length;
            _inbox.Append(chunk, _options.Limits.MaxHeadBytes);
        }
    }

    private void FailUnlessEnded(LinuxException exception)
    {
        if (!IsOpen)
        {
            return;
        }

        // A socket tells its error once, to the send or to the receive.
        LookAtSend();
        if (exception.Errno == Errno.ETIMEDOUT)
        {
            Fail(new HttpFailure(HttpFailureKind.Timeout, Cause: exception));
        }
        else
        {
            Fail(_writeError is null ? new HttpFailure(HttpFailureKind.Read, Cause: exception) : WriteFailure());
        }
    }

    private HttpFailure WriteFailure() =>
        new(_writeError!.Errno == Errno.ETIMEDOUT ? HttpFailureKind.Timeout : HttpFailureKind.Write, Cause: _writeError);
}
