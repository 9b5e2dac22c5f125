using System.Text;

namespace Ringspun.Http.Tests.Server;

/// <summary>A client that sends what a test wants, and reads responses by their framing.</summary>
internal sealed class Client(IConnection connection) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<byte> _received = [];

    public IConnection Connection => connection;

    public async Fiber SendAsync(string text) => _ = await connection.SendAsync(Encoding.Latin1.GetBytes(text));

    public async Fiber SendAsync(byte[] bytes) => _ = await connection.SendAsync(bytes);

    /// <summary>Sends a request and reads its response.</summary>
    public async Fiber<Response> GetAsync(string target, string fields = "", string method = "GET")
    {
        await SendAsync($"{method} {target} HTTP/1.1\r\nHost: test\r\n{fields}\r\n");
        return await ReadAsync(method == "HEAD");
    }

    /// <summary>Reads one response.</summary>
    public async Fiber<Response> ReadAsync(bool isHead = false)
    {
        int end;
        while ((end = IndexOfEnd()) < 0)
        {
            Assert.True(await ReceiveAsync(), "the connection ended within a response head: " + Encoding.Latin1.GetString([.. _received]));
        }

        string head = Encoding.Latin1.GetString([.. _received.GetRange(0, end + 4)]);
        _received.RemoveRange(0, end + 4);
        var response = new Response(head, []);
        int length = isHead || response.Status is 100 or 204 or 304 ? 0 : int.Parse(response.Field("Content-Length")!, null);
        while (_received.Count < length)
        {
            Assert.True(await ReceiveAsync(), $"the connection ended within a response body, after {_received.Count} of {length} bytes");
        }

        byte[] body = [.. _received.GetRange(0, length)];
        _received.RemoveRange(0, length);
        return response with { Body = body };
    }

    /// <summary>Reads to the end of the stream; the bytes that are no response's.</summary>
    public async Fiber<byte[]> ReadToEndAsync()
    {
        while (await ReceiveAsync())
        {
        }

        return [.. _received];
    }

    public void Dispose() => connection.Dispose();

    private async Fiber<bool> ReceiveAsync()
    {
        int count = await connection.ReceiveAsync(_buffer);
        _received.AddRange(_buffer.AsSpan(0, count));
        return count > 0;
    }

    private int IndexOfEnd()
    {
        byte[] bytes = [.. _received];
        return bytes.AsSpan().IndexOf("\r\n\r\n"u8);
    }
}
