using System.Text;
using Ringspun.Linux;

namespace Ringspun.Http.Tests.Client;

/// <summary>The server's end of a connection, as a script uses it.</summary>
internal sealed class ScriptedPeer(IConnection connection, EventLoop loop) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _received = "";

    public IConnection Connection => connection;

    public EventLoop Loop => loop;

    /// <summary>Waits for the heads of so many requests without bodies.</summary>
    public async Fiber<string> ReadRequestsAsync(int count = 1)
    {
        int end = 0;
        for (int i = 0; i < count; i++)
        {
            int next;
            while ((next = _received.IndexOf("\r\n\r\n", end, StringComparison.Ordinal)) < 0)
            {
                int received = await connection.ReceiveAsync(_buffer);
                Assert.True(received > 0, "the client has closed within a request");
                _received += Encoding.Latin1.GetString(_buffer, 0, received);
            }

            end = next + 4;
        }

        string requests = _received[..end];
        _received = _received[end..];
        return requests;
    }

    /// <summary>Waits for the first bytes of a request, and takes no more.</summary>
    public async Fiber ReadSomeAsync() => Assert.NotEqual(0, await connection.ReceiveAsync(_buffer));

    public async Fiber SendAsync(string text) => _ = await connection.SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Waits until the client has gone, in whatever way.</summary>
    public async Fiber<bool> WaitForEndAsync()
    {
        try
        {
            while (await connection.ReceiveAsync(_buffer) > 0)
            {
            }

            return true;
        }
        catch (LinuxException exception)
        {
            Assert.Equal(Errno.ECONNRESET, exception.Errno);
            return false;
        }
    }

    public void Dispose() => connection.Dispose();
}
