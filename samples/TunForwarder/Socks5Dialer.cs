using Ringspun.Linux;

namespace Ringspun.Samples.TunForwarder;

/// <summary>
/// Through a SOCKS5 proxy (RFC 1928), with name and password where they are given (RFC 1929). Whatever the proxy answers, the connection is handed out with nothing but
/// the host's own bytes in it, or dropped.
/// </summary>
internal sealed class Socks5Dialer(INetwork network, Socks5Proxy proxy, DialLimits limits) : IDialer
{
    private readonly DirectDialer _direct = new(network, limits);

    /// <inheritdoc/>
    /// <remarks>
    /// What the proxy refuses with is told by the error that a connection of one's own would have ended with; an answer that is no SOCKS5 is EPROTO, and EACCES
    /// that the proxy does not know the user.
    /// </remarks>
    public async Fiber<IConnection> DialAsync(string host, ushort port)
    {
        string operation = $"connect {host}:{port} through the proxy {proxy}";
        byte[] request = Socks5Message.TryConnect(host, port)
            ?? throw new LinuxException(operation, Errno.EINVAL, "A proxy is told ASCII names of at most 255 letters (others as xn--…), and addresses without a zone.");
        IConnection connection = await _direct.DialAsync(proxy.Host, proxy.Port);
        try
        {
            connection.ReceiveDeadline = EventLoop.Current!.ReadClock() + (limits.Proxy.Ticks * TimeSpan.NanosecondsPerTick);
            connection.SendStallTimeout = limits.Proxy;
            await AuthenticateAsync(connection, operation);
            await RequestAsync(connection, operation, request);
            connection.ReceiveDeadline = long.MaxValue;
            connection.SendStallTimeout = Timeout.InfiniteTimeSpan;
            return connection;
        }
        catch (LinuxException failure) when (!ReferenceEquals(failure.Operation, operation))
        {
            // The connection's own failure, not what was made of an answer.
            Drop(connection);
            throw new LinuxException(operation, failure.Errno, Explain(failure.Errno));
        }
        catch
        {
            Drop(connection);
            throw;
        }
    }

    private async Fiber AuthenticateAsync(IConnection connection, string operation)
    {
        var answer = new byte[2];
        await connection.SendAsync(Socks5Message.Greet(proxy));
        await ReadAsync(connection, answer, operation);
        Check(answer[0] == Socks5Message.Version, operation);
        switch (answer[1])
        {
            case Socks5Message.NoAuthentication:
                return;
            case Socks5Message.UserAndPassword when !proxy.User.IsEmpty:
                await connection.SendAsync(Socks5Message.Authenticate(proxy));
                await ReadAsync(connection, answer, operation);
                Check(answer[0] == Socks5Message.CredentialVersion, operation);
                if (answer[1] != 0)
                {
                    throw new LinuxException(operation, Errno.EACCES, "The proxy does not accept the user's name and password.");
                }

                return;
            case Socks5Message.NoMethod:
                throw new LinuxException(operation, Errno.EACCES, proxy.User.IsEmpty
                    ? "The proxy wants a user's name and password, or another proof: give them as socks5://USER:PASSWORD@HOST."
                    : "The proxy takes neither a name and password nor none: it wants a proof that is not known here.");
            default:
                throw new LinuxException(operation, Errno.EPROTO, $"The proxy chose the method {answer[1]}, which it was not offered.");
        }
    }

    private static async Fiber RequestAsync(IConnection connection, string operation, byte[] request)
    {
        await connection.SendAsync(request);

        // Not a byte more than the answer: what the host says may follow at once. A refusal may be cut short after its code.
        var start = new byte[5];
        await ReadAsync(connection, start.AsMemory(0, 2), operation);
        Check(start[0] == Socks5Message.Version, operation);
        if (start[1] != 0)
        {
            throw new LinuxException(operation, Socks5Refusal.ErrnoOf(start[1]), Socks5Refusal.Describe(start[1]));
        }

        await ReadAsync(connection, start.AsMemory(2), operation);
        int length = Socks5Message.LengthOfAnswer(start);
        Check(length > 0, operation);

        // The address that the proxy speaks from: of no use here.
        await ReadAsync(connection, new byte[length - start.Length], operation);
    }

    private static async Fiber ReadAsync(IConnection connection, Memory<byte> into, string operation)
    {
        while (!into.IsEmpty)
        {
            int count = await connection.ReceiveAsync(into);
            into = into[count..];
            if (count == 0)
            {
                throw new LinuxException(operation, Errno.EPROTO, "The proxy ended the connection in the middle of its answer.");
            }
        }
    }

    private static void Check(bool isSocks, string operation)
    {
        if (!isSocks)
        {
            throw new LinuxException(operation, Errno.EPROTO, "What listens there does not answer as a SOCKS5 proxy does.");
        }
    }

    private string Explain(Errno errno) => errno == Errno.ETIMEDOUT
        ? $"The proxy has not answered within {limits.Proxy.TotalSeconds} seconds."
        : "The connection to the proxy broke before it had answered.";

    private static void Drop(IConnection connection)
    {
        connection.Abort();
        connection.Dispose();
    }
}
