using System.Net;

namespace Ringspun.Tests.Samples;

/// <summary>A network on which every name has the same addresses, of which one never answers.</summary>
/// <param name="inner">The network that it is.</param>
/// <param name="addresses">What every name resolves to.</param>
/// <param name="silent">The address that does not answer; null: all do.</param>
/// <param name="unused">A listener to which nobody connects.</param>
internal sealed class NamedNetwork(INetwork inner, IReadOnlyList<IPEndPoint> addresses, IPEndPoint? silent = null, IListener? unused = null) : INetwork
{
    public IBinding Bind(EndPoint endPoint, ListenOptions? options = null) => inner.Bind(endPoint, options);

    /// <summary>Towards the silent address this waits for what never comes, until it is cancelled.</summary>
    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions? options, CancellationToken cancel = default) =>
        remote.Equals(silent) ? unused!.AcceptAsync(cancel) : inner.ConnectAsync(remote, options, cancel);

    public async Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(string host, int port, CancellationToken cancel = default)
    {
        await Fiber.Yield();
        return addresses;
    }
}
