using Ringspun.Linux;

namespace Ringspun.Http;

/// <content>How a connection ends (RFC 9112 section 9.6).</content>
internal sealed partial class HttpConnection
{
    private const long LingerNanoseconds = 2_000_000_000;
    private const long MaxLingerBytes = 256 * 1024;

    private async Fiber EndAsync(NextStep step)
    {
        if (step == NextStep.Abort)
        {
            server.Counters.Aborted++;
            connection.Abort();
        }
        else if (step == NextStep.Close)
        {
            await LingerAsync();
        }
    }

    /// <summary>
    /// Closes in two stages: bytes that come after a close make the kernel reset the connection, and the reset destroys what the client
    /// has not yet read of the last response. So the client closes first, or has had the time to.
    /// </summary>
    private async Fiber LingerAsync()
    {
        _inbox.Clear();
        connection.ShutdownSend();
        connection.ReceiveDeadline = server.Loop.Now + LingerNanoseconds;
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
            // Too slow, or gone: the response has had its chance.
        }
    }

    /// <summary>The client was silent for too long: between requests there is nothing to say, within one the answer is 408.</summary>
    private async Fiber EndSlowClientAsync()
    {
        _isReceiving = false;
        if (_inbox.IsEmpty)
        {
            return;
        }

        try
        {
            _workspace ??= server.RentWorkspace();
            Refuse(408);
            await FlushAsync();
            await LingerAsync();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }
}
