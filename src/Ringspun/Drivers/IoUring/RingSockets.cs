using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>The kernel's sockets through a ring.</summary>
internal sealed class RingSockets(IoUringDriver driver) : IKernelSockets
{
    private readonly List<RingListener> _paused = [];

    public IListener Listen(int descriptor, EndPoint localEndPoint, ListenOptions options) =>
        new RingListener(driver, descriptor, localEndPoint);

    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions options, CancellationToken cancel) =>
        new RingConnector(driver, remote, options).Start(cancel);

    public IDatagramSocket OpenDatagram(int descriptor) => new RingDatagramSocket(driver, descriptor);

    internal void Pause(RingListener listener) => _paused.Add(listener);

    internal void Forget(RingListener listener) => _paused.Remove(listener);

    /// <summary>A descriptor is free again: listeners that waited for one go on.</summary>
    internal void OnDescriptorFreed()
    {
        if (_paused.Count > 0)
        {
            RingListener listener = _paused[0];
            _paused.RemoveAt(0);
            listener.Resume();
        }
    }
}
