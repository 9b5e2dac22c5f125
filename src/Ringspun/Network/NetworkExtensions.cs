using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>Connecting without options, and by name.</summary>
public static class NetworkExtensions
{
    /// <summary>Opens a connection from the calling loop, with the default options.</summary>
    /// <param name="network">The network.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The connection; see <see cref="INetwork.ConnectAsync"/>.</returns>
    public static IoOperation<IConnection> ConnectAsync(this INetwork network, EndPoint remote, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.ConnectAsync(remote, null, cancel);
    }

    /// <summary>Opens a connection to a host: resolves its name and tries every address in turn.</summary>
    /// <param name="network">The network.</param>
    /// <param name="host">A name, or an address in letters.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="NameResolutionException">There is no such name, or no answer can be had now.</exception>
    /// <exception cref="LinuxException">No address could be connected to: the error of the last one.</exception>
    public static async Fiber<IConnection> ConnectAsync(this INetwork network, string host, int port, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        IReadOnlyList<IPEndPoint> addresses = await network.ResolveAsync(host, port, cancel);
        for (int i = 0; ; i++)
        {
            try
            {
                return await network.ConnectAsync(addresses[i], cancel);
            }
            catch (LinuxException) when (i + 1 < addresses.Count)
            {
                // The next address may answer.
            }
        }
    }
}
