using System.Net;

namespace Ringspun;

/// <summary>The kernel's sockets through epoll.</summary>
internal sealed class EpollSockets(EpollAioDriver driver) : IKernelSockets
{
    private readonly Stack<EpollConnector> _idle = new();

    public IListener Listen(int descriptor, EndPoint localEndPoint, ListenOptions options) =>
        EpollListener.Start(driver, descriptor, localEndPoint);

    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions options, CancellationToken cancel)
    {
        EpollConnector connector = _idle.TryPop(out EpollConnector? idle) ? idle : new EpollConnector(driver, this);
        return connector.Start(remote, options, cancel);
    }

    public IDatagramSocket OpenDatagram(int descriptor) => new EpollDatagramSocket(driver, descriptor);

    internal void Return(EpollConnector connector)
    {
        if (_idle.Count < 64)
        {
            _idle.Push(connector);
        }
    }
}
