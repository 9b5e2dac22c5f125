using Ringspun.Linux;

namespace Ringspun.Http;

/// <content>Sending: whatever is queued goes out in one send, and nobody waits for it as long as there is something to read.</content>
public sealed partial class HttpClientConnection<TSink>
{
    private IoOperation<int> _send;
    private Chunk[]? _batch;
    private int _batched;
    private long _lastSent;
    private bool _hasSend;
    private bool _isSendAwaited;
    private LinuxException? _writeError;

    /// <summary>Starts to send what is queued, in one piece; while a send before is still under way, <see cref="ReadAsync"/> does it after.</summary>
    public void Flush()
    {
        LookAtSend();
        if (_hasSend)
        {
            return;
        }

        int count = _asked - _sent;
        if (count > 0 && IsOpen && _writeError is null)
        {
            Send(count);
        }
    }

    private void LookAtSend()
    {
        if (_hasSend && !_isSendAwaited && _send.IsCompleted)
        {
            TakeSend();
        }
    }

    private void Send(int count)
    {
        long now = _lastSent = _loop.ReadClock();
        int index = _first + _sent;
        index = index < _requests.Length ? index : index - _requests.Length;
        if (count == 1)
        {
            _requests[index].Sent = now;
            _send = _connection!.SendAsync(_requests[index].Request.Bytes);
        }
        else
        {
            _batch ??= new Chunk[_requests.Length];
            for (int i = 0; i < count; i++)
            {
                _requests[index].Sent = now;
                _batch[_batched++] = _requests[index].Request.Bytes.Retain();
                index = index + 1 < _requests.Length ? index + 1 : 0;
            }

            _send = _connection!.SendAsync(_batch.AsMemory(0, count));
        }

        _sent += count;
        _hasSend = true;
        LookAtSend();
    }

    /// <summary>
    /// Takes the end of a send. One that has failed does not end the connection: the server may have answered before it stopped to listen, and
    /// what it has to say is read first.
    /// </summary>
    private void TakeSend()
    {
        try
        {
            BytesSent += _send.GetResult();
        }
        catch (LinuxException exception)
        {
            _writeError = exception;
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended, for a reason that is known already.
        }
        finally
        {
            EndSend();
        }
    }

    private async Fiber AwaitSendAsync()
    {
        _isSendAwaited = true;
        try
        {
            BytesSent += await _send;
        }
        catch (LinuxException exception)
        {
            _writeError = exception;
        }
        finally
        {
            _isSendAwaited = false;
            EndSend();
        }
    }

    private void EndSend()
    {
        _hasSend = false;
        _send = default;
        Release(_batch, _batched);
        _batched = 0;
    }

    /// <summary>The connection has ended: a send that is still under way keeps what it needs until the network has let go of it.</summary>
    private void LeaveSend()
    {
        LookAtSend();
        if (!_hasSend || _isSendAwaited)
        {
            return;
        }

        Chunk[]? batch = _batch;
        int count = _batched;
        IoOperation<int> send = _send;
        _batch = null;
        _batched = 0;
        EndSend();
        if (count > 0)
        {
            _loop.SpawnDetached(static left => ReleaseAfterAsync(left.send, left.batch, left.count), (send, batch, count));
        }
    }

    private static async Fiber ReleaseAfterAsync(IoOperation<int> send, Chunk[]? batch, int count)
    {
        try
        {
            _ = await send;
        }
        catch (Exception exception) when (exception is LinuxException or ObjectDisposedException or OperationCanceledException)
        {
            // It was to end, and has.
        }
        finally
        {
            Release(batch, count);
        }
    }

    private static void Release(Chunk[]? batch, int count)
    {
        for (int i = 0; i < count; i++)
        {
            batch![i].Release();
            batch[i] = default;
        }
    }
}
