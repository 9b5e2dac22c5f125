using System.Net;
using Ringspun.Http;
using Ringspun.Linux;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Opens the connections of one loop to one server. It tries every address in turn, and begins with the one that was good last.</summary>
internal sealed class Connector(INetwork network, Origin origin, FiberSemaphore gate)
{
    private int _preferred;

    /// <summary>Opens a connection.</summary>
    /// <param name="client">Gets it.</param>
    /// <param name="deadline">When it is too late, for all addresses together.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>None; or why there is no connection: the failure of the address tried last.</returns>
    public async Fiber<HttpFailure> ConnectAsync<TSink>(HttpClientConnection<TSink> client, long deadline, CancellationToken cancel)
        where TSink : struct, IResponseSink
    {
        EventLoop loop = EventLoop.Current!;
        HttpFailure failure = default;
        int count = origin.Addresses.Count;
        for (int tried = 0; tried < count; tried++)
        {
            int index = (_preferred + tried) % count;

            // An address that does not answer must leave the others some of the time.
            long now = loop.ReadClock();
            failure = await ConnectAsync(client, origin.Addresses[index], now + ((deadline - now) / (count - tried)), cancel);
            if (failure.Kind == HttpFailureKind.None)
            {
                _preferred = index;
                break;
            }
        }

        return failure;
    }

    private async Fiber<HttpFailure> ConnectAsync<TSink>(
        HttpClientConnection<TSink> client, EndPoint address, long deadline, CancellationToken cancel)
        where TSink : struct, IResponseSink
    {
        using FiberDeadline patience = FiberDeadline.At(deadline, cancel);
        bool hasEntered = false;
        try
        {
            await gate.Wait(patience.CancellationToken);
            hasEntered = true;
            client.Attach(await network.ConnectAsync(address, patience.CancellationToken));
            return default;
        }
        catch (LinuxException refused)
        {
            return new HttpFailure(HttpFailureKind.Connect, Cause: refused);
        }
        catch (OperationCanceledException) when (patience.HasExpired && !cancel.IsCancellationRequested)
        {
            return new HttpFailure(HttpFailureKind.Connect, Cause: new LinuxException($"connect {address}", Errno.ETIMEDOUT));
        }
        catch (OperationCanceledException)
        {
            return new HttpFailure(HttpFailureKind.Closed);
        }
        finally
        {
            if (hasEntered)
            {
                gate.Release();
            }
        }
    }
}
