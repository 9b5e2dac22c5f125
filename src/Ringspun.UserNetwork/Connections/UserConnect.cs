using System.Net;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>The opening of one connection.</summary>
internal sealed class UserConnect(LoopStack stack, UserNetwork network, IPEndPoint remote, EndPoint? source)
    : IoSource<IConnection>(stack.Loop), IStackUser
{
    private ConnectionId _id;
    private TcpSettings? _settings;

    protected override string OperationName => "connect";

    public void OnEvents(in StackEvent told)
    {
        ConnectionEvents events = told.Events;
        if ((events & ConnectionEvents.Connected) != 0)
        {
            // What came together with it is told to the connection too.
            UserConnection connection = new(stack, _id, _settings!);
            Finish(connection);
            connection.OnEvents(told);
        }
        else if ((events & ConnectionEvents.Failed) != 0)
        {
            Errno errno = stack.Stack.GetInfo(_id, out ConnectionInfo info) == StackError.None ? info.Failure.ToErrno() : Errno.ECONNABORTED;
            LetGo();
            Fail(errno);
        }
    }

    public void OnLinkLost(Errno errno)
    {
        LetGo();
        Fail(errno);
    }

    internal IoOperation<IConnection> Start(TcpSettings settings, CancellationToken cancel)
    {
        Begin(cancel);
        _settings = settings;
        IPEndPoint? from = source as IPEndPoint;
        if (source is not null && from?.AddressFamily != remote.AddressFamily)
        {
            Fail(Errno.EINVAL);
            return Operation;
        }

        if (stack.Failure != Errno.None)
        {
            Fail(stack.Failure);
            return Operation;
        }

        Endpoint local = from?.ToEndpoint() ?? default;
        if (network.IsListenedOn(local))
        {
            Fail(Errno.EADDRINUSE);
            return Operation;
        }

        StackError error = stack.Stack.Connect(stack.Now, remote.ToEndpoint(), out _id, settings, local);
        if (error == StackError.None)
        {
            stack.Register(_id, this);
            stack.Touch();
        }
        else
        {
            // A connection between the same two ends: in connect(2)'s words there is no such address left for this destination.
            Fail(error == StackError.AddressInUse ? Errno.EADDRNOTAVAIL : error.ToErrno(), isOfSource: error == StackError.AddressNotAvailable);
        }

        return Operation;
    }

    protected override void OnCancel()
    {
        LetGo();
        FinishCanceled();
    }

    private void LetGo()
    {
        stack.Unregister(_id, this);
        _ = stack.Stack.Abort(_id);
        stack.Touch();
    }

    private void Fail(Errno errno, bool isOfSource = false)
    {
        string route = source is null ? $"connect {remote}" : $"connect {remote} from {source}";
        FinishException(isOfSource
            ? new LinuxException($"{route}: bind", errno, $"The source address is none of the user-level stack's: it has {network.DescribeAddresses()}.")
            : new LinuxException(route, errno, Advice(errno)));
    }

    private string? Advice(Errno errno) => errno switch
    {
        Errno.ECONNREFUSED => "Nobody listens there.",
        Errno.ETIMEDOUT => "No answer came to any try.",
        Errno.EHOSTUNREACH => "A router on the way, or the host itself, says that it cannot be reached.",
        Errno.ENETUNREACH => $"No route of the user-level stack leads there; it has {network.DescribeAddresses()}, and a gateway leads further.",
        Errno.EADDRNOTAVAIL when source is IPEndPoint { Port: > 0 } =>
            "There is a connection from that source address and port to this destination already; ask for port 0, and a free one is picked.",
        Errno.EADDRNOTAVAIL => "All ports from the source address to this destination are taken; connect from several source addresses.",
        Errno.EADDRINUSE => "This program listens on the source port; ask for port 0, and a free one is picked.",
        Errno.ENFILE => $"The stack of each loop holds at most {network.Options.MaxConnections} connections, those in TIME-WAIT included.",
        Errno.EINVAL when source is not null && source.AddressFamily != remote.AddressFamily =>
            "The source address is of another family than the peer's: use an IPv4 one for IPv4, an IPv6 one for IPv6.",
        Errno.EINVAL => "The address is none that a connection can be made to: a group, a broadcast, the unspecified one, or port 0.",
        Errno.ECONNRESET => "The peer, or a firewall on the way, reset the connection while it was opened.",
        _ => null,
    };
}
