using System.Net;
using Ringspun.Cli.Load.Results;
using Ringspun.Http;
using Ringspun.Linux;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Opens the connections of one loop to one server. It tries every address in turn, and begins with the one that was good last.</summary>
internal sealed class Connector(INetwork network, LoadSettings settings, Origin origin)
{
    private readonly ConnectOptions?[] _sources = SourcesOf(settings);
    private int _preferred;

    /// <summary>Opens a connection.</summary>
    /// <param name="client">Gets it.</param>
    /// <param name="number">The connection's number, which decides its source address.</param>
    /// <param name="deadline">When it is too late, for all addresses together.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Null; or why there is no connection: the failure of the address tried last.</returns>
    public async Fiber<ConnectFailed?> ConnectAsync<TSink>(HttpClientConnection<TSink> client, int number, long deadline, CancellationToken cancel)
        where TSink : struct, IResponseSink
    {
        EventLoop loop = EventLoop.Current!;
        ConnectFailed? failed = null;
        int count = origin.Addresses.Count;
        for (int tried = 0; tried < count; tried++)
        {
            int index = (_preferred + tried) % count;

            // An address that does not answer must leave the others some of the time.
            long now = loop.ReadClock();
            failed = await ConnectAsync(client, origin.Addresses[index], number, now + ((deadline - now) / (count - tried)), cancel);
            if (failed is null)
            {
                _preferred = index;
                break;
            }
        }

        return failed;
    }

    private static ConnectOptions?[] SourcesOf(LoadSettings settings) => settings.Source is { } range
        ? [.. Enumerable.Range(0, range.Count).Select(index => new ConnectOptions { LocalEndPoint = new IPEndPoint(range[index], 0) })]
        : [null];

    private async Fiber<ConnectFailed?> ConnectAsync<TSink>(
        HttpClientConnection<TSink> client, EndPoint address, int number, long deadline, CancellationToken cancel)
        where TSink : struct, IResponseSink
    {
        using FiberDeadline patience = FiberDeadline.At(deadline, cancel);
        try
        {
            IConnection connection = await network.ConnectAsync(address, _sources[number % _sources.Length], patience.CancellationToken);
            if (origin.Tls is not null)
            {
                connection = await TlsConnection.AuthenticateAsClientAsync(connection, origin.Tls, deadline, cancel);
            }

            client.Attach(connection);
            return null;
        }
        catch (TlsException refused)
        {
            return new ConnectFailed(new FailureName(ErrorKind.Connect, Handshake: refused.Kind.ToString()), refused.Message);
        }
        catch (LinuxException refused)
        {
            return new ConnectFailed(new FailureName(ErrorKind.Connect, Errno: refused.Errno), refused.Message);
        }
        catch (OperationCanceledException)
        {
            LinuxException late = new($"connect {address}", Errno.ETIMEDOUT, "Nobody has answered within --timeout.");
            return new ConnectFailed(
                new FailureName(ErrorKind.Connect, Errno: late.Errno), late.Message, IsGivenUp: cancel.IsCancellationRequested);
        }
    }
}
