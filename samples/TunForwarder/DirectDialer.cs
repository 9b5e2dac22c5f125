using System.Net;
using Ringspun.Linux;

namespace Ringspun.Samples.TunForwarder;

/// <summary>Straight to the host: its addresses in turn, until one answers.</summary>
internal sealed class DirectDialer(INetwork network, DialLimits limits) : IDialer
{
    /// <inheritdoc/>
    /// <remarks>Where no address can be connected to, the error is that of the last one.</remarks>
    public async Fiber<IConnection> DialAsync(string host, ushort port)
    {
        IReadOnlyList<IPEndPoint> addresses = await ResolveAsync(host, port);
        for (int i = 0; ; i++)
        {
            try
            {
                return await ConnectAsync(addresses[i]);
            }
            catch (LinuxException) when (i + 1 < addresses.Count)
            {
                // The next address may answer.
            }
        }
    }

    private async Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(string host, ushort port)
    {
        using FiberDeadline deadline = FiberDeadline.After(limits.Resolve);
        try
        {
            return await network.ResolveAsync(host, port, deadline.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new LinuxException($"getaddrinfo {host}", Errno.ETIMEDOUT, "The name servers of /etc/resolv.conf do not answer.");
        }
    }

    private async Fiber<IConnection> ConnectAsync(IPEndPoint address)
    {
        using FiberDeadline deadline = FiberDeadline.After(limits.Connect);
        try
        {
            return await network.ConnectAsync(address, deadline.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new LinuxException($"connect {address}", Errno.ETIMEDOUT, $"Nothing came back within {limits.Connect.TotalSeconds} seconds.");
        }
    }
}
