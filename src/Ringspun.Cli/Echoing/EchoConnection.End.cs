using Ringspun.Linux;

namespace Ringspun.Cli.Echoing;

/// <content>How a connection ends.</content>
internal sealed partial class EchoConnection
{
    private const long LingerNanoseconds = 1_000_000_000;
    private const long MaxLingerBytes = 4 * 1024 * 1024;

    /// <summary>A client that says nothing because it is busy with reading is not silent.</summary>
    private void OnSilence()
    {
        if (_isSending && !_sending.IsCompleted)
        {
            Receive();
        }
        else
        {
            _ending = EchoEnding.Silence;
        }
    }

    private async Fiber EndAsync()
    {
        if (_ending == EchoEnding.LongLine)
        {
            _ = await connection.SendAsync(echo.Refusal);
        }
        else if (_held.Length > 0)
        {
            using Chunk rest = _held.Take();
            echo.BytesEchoed += await connection.SendAsync(rest);
        }

        if (_ending != EchoEnding.Client)
        {
            connection.ShutdownSend();
            await LingerAsync();
        }
    }

    /// <summary>
    /// The client closes first, or has had the time to: bytes that come after a close make the kernel reset the connection, and the reset destroys
    /// what the client has not yet read.
    /// </summary>
    private async Fiber LingerAsync()
    {
        connection.ReceiveDeadline = echo.Loop.Now + LingerNanoseconds;
        try
        {
            for (long bytes = 0; bytes < MaxLingerBytes;)
            {
                using Chunk chunk = await connection.LeaseAsync();
                if (chunk.IsEmpty)
                {
                    break;
                }

                bytes += chunk.Length;
            }
        }
        catch (LinuxException)
        {
            // Too slow, or gone: what was sent has had its chance.
        }
    }

    private void Fail(Exception exception)
    {
        // Clients go away all the time: a reset or a stalled send is theirs, and so is what ends when the server aborts it.
        if (exception is not (LinuxException or ObjectDisposedException or OperationCanceledException))
        {
            EchoLog.ConnectionFailed(echo.Logger, exception);
        }

        if (_isReceiving && _receiving.IsCompleted)
        {
            DropReceived();
        }

        connection.Abort();
    }

    /// <summary>A chunk that has come, and that nobody will take any more, goes back.</summary>
    private void DropReceived()
    {
        try
        {
            _receiving.GetResult().Release();
        }
        catch (Exception exception) when (exception is LinuxException or ObjectDisposedException or OperationCanceledException)
        {
            // The receive has failed as well.
        }
    }
}
