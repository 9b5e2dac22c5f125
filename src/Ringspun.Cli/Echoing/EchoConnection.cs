using Ringspun.Linux;

namespace Ringspun.Cli.Echoing;

/// <summary>One connection: a fiber that returns what it receives.</summary>
/// <remarks>
/// A send is under way while the fiber waits for more, so a round costs one resumption; everything that has come by then goes out together.
/// What a client that does not read can occupy is bounded: one send, one receive, and what the driver and the kernel hold ahead.
/// </remarks>
internal sealed partial class EchoConnection(EchoLoop echo, IConnection connection)
{
    // A fiber whose client is always ready lets the others run after this many rounds.
    private const int RoundsPerTurn = 16;

    private IoOperation<Chunk> _receiving;
    private IoOperation<int> _sending;
    private EchoOutbox _outbox;
    private HeldLine _held;
    private EchoEnding _ending;
    private bool _isReceiving;
    private bool _isSending;

    /// <summary>Links of the loop's list of connections.</summary>
    public EchoConnection? Previous { get; set; }

    /// <inheritdoc cref="Previous"/>
    public EchoConnection? Next { get; set; }

    /// <summary>The connection's fiber. Ends when the connection has; throws nothing.</summary>
    public async Fiber RunAsync()
    {
        try
        {
            connection.SendStallTimeout = echo.Options.IdleTimeout;
            Receive();
            for (int round = 1; _ending == EchoEnding.None; round++)
            {
                try
                {
                    Take(await _receiving);
                }
                catch (LinuxException silence) when (silence.Errno == Errno.ETIMEDOUT)
                {
                    _isReceiving = false;
                    OnSilence();
                    continue;
                }

                if (_isSending)
                {
                    _isSending = false;
                    echo.BytesEchoed += await _sending;
                }

                ReceiveMore();
                if (_outbox.Count == 1)
                {
                    // The send holds a reference of its own: at rest the connection has no buffer.
                    _sending = connection.SendAsync(_outbox.First);
                    _isSending = true;
                    _outbox.Clear(echo);
                }
                else if (_outbox.Count > 1)
                {
                    echo.BytesEchoed += await connection.SendAsync(_outbox.All);
                    _outbox.Clear(echo);
                }

                if (round % RoundsPerTurn == 0)
                {
                    await Fiber.Yield();
                }
            }

            if (_isSending)
            {
                _isSending = false;
                echo.BytesEchoed += await _sending;
            }

            if (_ending != EchoEnding.Client || _held.Length > 0)
            {
                await EndAsync();
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            _outbox.Clear(echo);
            _held.Clear();
            connection.Dispose();
            echo.Remove(this);
        }
    }

    /// <summary>The server drains: a connection that is silent ends soon, any other when it has had its bytes.</summary>
    public void Drain() => connection.ReceiveDeadline = Math.Min(connection.ReceiveDeadline, echo.NextDeadline());

    /// <summary>Drops the connection, whatever it is at.</summary>
    public void Abort() => connection.Abort();

    private void Receive()
    {
        connection.ReceiveDeadline = echo.NextDeadline();
        _receiving = connection.LeaseAsync();
        _isReceiving = true;
    }

    /// <summary>Takes what else is there, as far as one send should carry it, and begins to wait for more.</summary>
    private void ReceiveMore()
    {
        while (_ending == EchoEnding.None)
        {
            Receive();
            if (!_outbox.HasRoom || !_receiving.IsCompleted)
            {
                return;
            }

            Take(_receiving.GetResult());
        }
    }

    private void Take(Chunk chunk)
    {
        _isReceiving = false;
        if (chunk.IsEmpty)
        {
            chunk.Release();
            _ending = EchoEnding.Client;
        }
        else if (echo.Options.Lines)
        {
            TakeLines(chunk);
        }
        else
        {
            _outbox.Add(chunk, echo);
        }
    }

    private void TakeLines(Chunk chunk)
    {
        int complete = LineScan.Complete(chunk.Span, _held.Length, echo.Options.MaxLine, out bool isTooLong);
        if (complete > 0 && _held.Length > 0)
        {
            _outbox.Add(_held.Take(), echo);
        }

        if (isTooLong)
        {
            _ending = EchoEnding.LongLine;
        }
        else
        {
            _held.Append(chunk.Span[complete..], echo.ShortLines);
        }

        if (complete > 0)
        {
            _outbox.Add(chunk.Slice(0, complete), echo);
        }
        else
        {
            chunk.Release();
        }
    }
}
