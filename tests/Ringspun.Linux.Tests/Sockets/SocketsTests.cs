using System.Net;
using System.Net.Sockets;
using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests;

public sealed class SocketsTests
{
    private static readonly NativeSocketAddress AnyLoopbackPort = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 0));

    [Fact]
    public void A_connection_carries_bytes_and_ends()
    {
        using OwnedDescriptor listener = Listen(AnyLoopbackPort, out NativeSocketAddress address);
        Assert.Equal(-(int)Errno.EAGAIN, Sockets.Accept4(listener.Number));
        using OwnedDescriptor client = Connect(address);
        using OwnedDescriptor server = Accept(listener, out NativeSocketAddress peer);

        Assert.Equal(0, Sockets.GetLocalAddress(client.Number, out NativeSocketAddress local));
        Assert.Equal(local, peer);
        Assert.Equal(0, Sockets.GetPeerAddress(client.Number, out NativeSocketAddress remote));
        Assert.Equal(address, remote);

        Span<byte> buffer = stackalloc byte[16];
        Assert.Equal(-(int)Errno.EAGAIN, Sockets.Receive(server.Number, buffer));
        Assert.Equal(5, Sockets.Send(client.Number, "hello"u8));
        Ready.Wait(server.Number, EpollEvents.IN);
        Assert.Equal(5, Sockets.Receive(server.Number, buffer, MessageFlags.PEEK));
        Assert.Equal(5, Sockets.Receive(server.Number, buffer));
        Assert.Equal("hello"u8, buffer[..5]);

        Assert.Equal(0, Sockets.Shutdown(client.Number, ShutdownDirection.WR));
        Ready.Wait(server.Number, EpollEvents.RDHUP);
        Assert.Equal(0, Sockets.Receive(server.Number, buffer));
        Assert.Equal(-(int)Errno.EPIPE, Sockets.Send(client.Number, "x"u8));
    }

    [Fact]
    public unsafe void Vectors_are_gathered_and_scattered()
    {
        (OwnedDescriptor left, OwnedDescriptor right) = Pair(SocketKind.STREAM);
        using OwnedDescriptor ownedLeft = left;
        using OwnedDescriptor ownedRight = right;
        fixed (byte* one = "abc"u8, two = "defgh"u8)
        {
            IoVector* vectors = stackalloc IoVector[2] { new(one, 3), new(two, 5) };
            Assert.Equal(8, Sockets.SendMessage(left.Number, vectors, 2));
            byte* head = stackalloc byte[2];
            byte* tail = stackalloc byte[16];
            IoVector* into = stackalloc IoVector[2] { new(head, 2), new(tail, 16) };
            Assert.Equal(8, Sockets.ReceiveMessage(right.Number, into, 2));
            Assert.Equal("ab"u8, new ReadOnlySpan<byte>(head, 2));
            Assert.Equal("cdefgh"u8, new ReadOnlySpan<byte>(tail, 6));
        }
    }

    [Fact]
    public void Datagrams_tell_their_sender()
    {
        using OwnedDescriptor one = Datagram();
        using OwnedDescriptor two = Datagram();
        Assert.Equal(0, Sockets.GetLocalAddress(one.Number, out NativeSocketAddress oneAddress));
        Assert.Equal(0, Sockets.GetLocalAddress(two.Number, out NativeSocketAddress twoAddress));
        Span<byte> buffer = stackalloc byte[8];
        Assert.Equal(-(int)Errno.EAGAIN, Sockets.ReceiveFrom(two.Number, buffer, out NativeSocketAddress sender));
        Assert.Equal(0, sender.Length);
        Assert.Equal(3, Sockets.SendTo(one.Number, "udp"u8, in twoAddress));
        Ready.Wait(two.Number, EpollEvents.IN);
        Assert.Equal(3, Sockets.ReceiveFrom(two.Number, buffer, out sender));
        Assert.Equal(oneAddress, sender);
    }

    [Fact]
    public void Abstract_unix_names_work()
    {
        var name = NativeSocketAddress.From(new UnixDomainSocketEndPoint($"\0ringspun-{Guid.NewGuid():N}"));
        using OwnedDescriptor listener = Listen(name, out NativeSocketAddress address);
        Assert.Equal(name, address);
        using OwnedDescriptor client = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.UNIX, SocketKind.STREAM), "socket");
        Assert.Equal(0, Sockets.Connect(client.Number, in address));
        using OwnedDescriptor server = Accept(listener, out NativeSocketAddress peer);
        Assert.Equal(SocketFamily.UNIX, peer.Family);
        Assert.IsType<UnixDomainSocketEndPoint>(peer.ToEndPoint());
    }

    [Fact]
    public void A_refused_connection_is_an_error_of_the_socket()
    {
        // A bound socket that does not listen keeps the port from others.
        using OwnedDescriptor holder = Stream();
        Assert.Equal(0, Sockets.Bind(holder.Number, in AnyLoopbackPort));
        Assert.Equal(0, Sockets.GetLocalAddress(holder.Number, out NativeSocketAddress address));
        using OwnedDescriptor client = Stream();
        int result = Sockets.Connect(client.Number, in address);
        if (result == -(int)Errno.EINPROGRESS)
        {
            Ready.Wait(client.Number, EpollEvents.OUT);
            result = Sockets.GetError(client.Number);
        }

        Assert.Equal(Errno.ECONNREFUSED, result.ToErrno());
        Assert.Equal(0, Sockets.GetError(client.Number));
    }

    [Fact]
    public void Linger_zero_resets_the_peer()
    {
        using OwnedDescriptor listener = Listen(AnyLoopbackPort, out NativeSocketAddress address);
        OwnedDescriptor client = Connect(address);
        using OwnedDescriptor server = Accept(listener, out _);
        Assert.Equal(0, Sockets.SetLinger(client.Number, LingerOption.Reset));
        Assert.Equal(0, Sockets.GetLinger(client.Number, out LingerOption linger));
        Assert.Equal((1, 0), (linger.Enabled, linger.Seconds));
        client.Dispose();
        Ready.Wait(server.Number, EpollEvents.IN);
        Assert.Equal(-(int)Errno.ECONNRESET, Sockets.Receive(server.Number, stackalloc byte[1]));
    }

    [Fact]
    public void Reuse_port_lets_two_sockets_share_a_port()
    {
        using OwnedDescriptor first = Stream();
        using OwnedDescriptor second = Stream();
        using OwnedDescriptor third = Stream();
        Assert.Equal(0, Sockets.SetOption(first.Number, SocketOption.SO_REUSEPORT, 1));
        Assert.Equal(0, Sockets.SetOption(second.Number, SocketOption.SO_REUSEPORT, 1));
        Assert.Equal(0, Sockets.Bind(first.Number, in AnyLoopbackPort));
        Assert.Equal(0, Sockets.GetLocalAddress(first.Number, out NativeSocketAddress address));
        Assert.Equal(0, Sockets.Bind(second.Number, in address));
        Assert.Equal(-(int)Errno.EADDRINUSE, Sockets.Bind(third.Number, in address));
    }

    public static TheoryData<SocketOption, int> SwitchableOptions => new()
    {
        { SocketOption.SO_REUSEADDR, 1 },
        { SocketOption.SO_KEEPALIVE, 1 },
        { SocketOption.SO_ZEROCOPY, 1 },
        { SocketOption.TCP_NODELAY, 1 },
        { SocketOption.TCP_CORK, 1 },
        { SocketOption.TCP_KEEPIDLE, 77 },
        { SocketOption.TCP_KEEPINTVL, 7 },
        { SocketOption.TCP_KEEPCNT, 4 },
        { SocketOption.TCP_USER_TIMEOUT, 12345 },
        { SocketOption.TCP_NOTSENT_LOWAT, 16384 },
    };

    [Theory]
    [MemberData(nameof(SwitchableOptions))]
    public void Options_are_set_and_read(SocketOption option, int value)
    {
        using OwnedDescriptor socket = Stream();
        Assert.Equal(0, Sockets.SetOption(socket.Number, option, value));
        Assert.Equal(0, Sockets.GetOption(socket.Number, option, out int read));
        Assert.Equal(value, read);
    }

    [Fact]
    public void Defer_accept_is_rounded_to_retransmissions()
    {
        using OwnedDescriptor socket = Stream();
        Assert.Equal(0, Sockets.SetOption(socket.Number, SocketOption.TCP_DEFER_ACCEPT, 3));
        Assert.Equal(0, Sockets.GetOption(socket.Number, SocketOption.TCP_DEFER_ACCEPT, out int seconds));
        Assert.InRange(seconds, 3, 7);
    }

    [Fact]
    public void Sockets_know_their_kind()
    {
        using OwnedDescriptor socket = Stream();
        Assert.Equal(0, Sockets.GetOption(socket.Number, SocketOption.SO_TYPE, out int kind));
        Assert.Equal(0, Sockets.GetOption(socket.Number, SocketOption.SO_DOMAIN, out int family));
        Assert.Equal(0, Sockets.GetOption(socket.Number, SocketOption.SO_ACCEPTCONN, out int listens));
        Assert.Equal((SocketKind.STREAM, SocketFamily.INET, 0), ((SocketKind)kind, (SocketFamily)family, listens));
    }

    [Fact]
    public void Ipv6_only_is_an_ipv6_option()
    {
        int created = Sockets.Create(SocketFamily.INET6, SocketKind.STREAM);
        Assert.SkipWhen(created == -(int)Errno.EAFNOSUPPORT, "The kernel has no IPv6");
        using OwnedDescriptor socket = OwnedDescriptor.FromResult(created, "socket");
        Assert.Equal(0, Sockets.SetOption(socket.Number, SocketOption.IPV6_V6ONLY, 1));
        Assert.Equal(0, Sockets.GetOption(socket.Number, SocketOption.IPV6_V6ONLY, out int value));
        Assert.Equal(1, value);
    }

    [Fact]
    public void Tcp_info_tells_the_state()
    {
        using OwnedDescriptor listener = Listen(AnyLoopbackPort, out NativeSocketAddress address);
        using OwnedDescriptor client = Connect(address);
        using OwnedDescriptor server = Accept(listener, out _);
        Assert.Equal(3, Sockets.Send(client.Number, "abc"u8));
        Ready.Wait(server.Number, EpollEvents.IN);
        int length = Sockets.GetTcpInfo(server.Number, out TcpInfo info);
        Assert.InRange(length, 104, 232);
        Assert.Equal(1, info.State);
        Assert.InRange(info.Rto, 1_000u, 120_000_000u);
        if (length >= 136)
        {
            Assert.Equal(3ul, info.BytesReceived);
        }
    }

    [Fact]
    public void Errors_follow_the_kernel_convention()
    {
        Assert.Equal(-(int)Errno.EBADF, Sockets.Listen(-1));
        Assert.Equal(-(int)Errno.EBADF, Sockets.Send(-1, "x"u8));
        Assert.Equal(-(int)Errno.EBADF, Sockets.GetPeerAddress(-1, out NativeSocketAddress none));
        Assert.Equal(0, none.Length);
        Assert.Equal(-(int)Errno.EBADF, Sockets.Accept4(-1, out none));
        Assert.Equal(0, none.Length);
        using OwnedDescriptor socket = Stream();
        Assert.Equal(-(int)Errno.ENOTCONN, Sockets.GetPeerAddress(socket.Number, out _));
        Assert.Equal(-(int)Errno.ENOPROTOOPT, Sockets.SetOption(socket.Number, new SocketOption(6, 9999), 1));
    }

    [Fact]
    public void Sockets_are_closed_on_exec_and_do_not_wait()
    {
        using OwnedDescriptor socket = Stream();
        string info = File.ReadAllText($"/proc/self/fdinfo/{socket.Number}");
        // O_RDWR | O_NONBLOCK | O_CLOEXEC in octal.
        Assert.Contains("02004002", info, StringComparison.Ordinal);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        (OwnedDescriptor left, OwnedDescriptor right) = Pair(SocketKind.STREAM);
        using OwnedDescriptor ownedLeft = left;
        using OwnedDescriptor ownedRight = right;
        Assert.Equal(0, Allocations.OfOneRun(() => Exchange(left.Number, right.Number, 100_000)));
    }

    private static void Exchange(int left, int right, int times)
    {
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < times; i++)
        {
            if (Sockets.Send(left, "ping"u8) != 4 || Sockets.Receive(right, buffer) != 4)
            {
                throw new InvalidOperationException("A message was lost.");
            }
        }
    }

    private static OwnedDescriptor Stream() => OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.STREAM), "socket");

    private static OwnedDescriptor Datagram()
    {
        OwnedDescriptor socket = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.DGRAM), "socket");
        LinuxException.ThrowIfError(Sockets.Bind(socket.Number, in AnyLoopbackPort), "bind");
        return socket;
    }

    private static (OwnedDescriptor Left, OwnedDescriptor Right) Pair(SocketKind kind)
    {
        LinuxException.ThrowIfError(Sockets.SocketPair(kind, out int left, out int right), "socketpair");
        return (new OwnedDescriptor(left), new OwnedDescriptor(right));
    }

    private static OwnedDescriptor Listen(in NativeSocketAddress wanted, out NativeSocketAddress address)
    {
        OwnedDescriptor listener = OwnedDescriptor.FromResult(Sockets.Create(wanted.Family, SocketKind.STREAM), "socket");
        LinuxException.ThrowIfError(Sockets.Bind(listener.Number, in wanted), "bind");
        LinuxException.ThrowIfError(Sockets.Listen(listener.Number), "listen");
        LinuxException.ThrowIfError(Sockets.GetLocalAddress(listener.Number, out address), "getsockname");
        return listener;
    }

    private static OwnedDescriptor Connect(in NativeSocketAddress address)
    {
        OwnedDescriptor client = Stream();
        int result = Sockets.Connect(client.Number, in address);
        Assert.Contains(result.ToErrno(), new[] { Errno.None, Errno.EINPROGRESS });
        Ready.Wait(client.Number, EpollEvents.OUT);
        LinuxException.ThrowIfError(Sockets.GetError(client.Number), "connect");
        return client;
    }

    private static OwnedDescriptor Accept(OwnedDescriptor listener, out NativeSocketAddress peer)
    {
        Ready.Wait(listener.Number, EpollEvents.IN);
        return OwnedDescriptor.FromResult(Sockets.Accept4(listener.Number, out peer), "accept");
    }
}
