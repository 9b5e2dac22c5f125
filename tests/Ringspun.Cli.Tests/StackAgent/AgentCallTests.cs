using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Ringspun.Cli.Tests.UserStack;

namespace Ringspun.Cli.Tests.StackAgent;

/// <summary>The calls of the stack agent, each by its protocol; the kernel's own sockets are the peer.</summary>
public sealed class AgentCallTests
{
    private static readonly string[] Both = ["in", "out"];
    private static readonly string[] In = ["in"];

    [Theory]
    [InlineData("inet", StackWorld.Stack, "10.0.0.1")]
    [InlineData("inet6", StackWorld.StackIpv6, "fd00::1")]
    public void A_listener_accepts_and_both_ends_talk(string family, string address, string kernelAddress) => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        int listener = agent.Socket(family);
        int port = agent.Call("bind", new { fd = listener, address, port = 0 })["port"]!.GetValue<int>();
        Assert.InRange(port, 1, 65_535);
        Assert.Empty(agent.Call("listen", new { fd = listener, backlog = 5 }));

        // The accept waits, and other calls go on meanwhile.
        int accept = agent.Begin("accept", new { fd = listener });
        Assert.Equal(listener + 1, agent.Socket(family));
        using KernelSocket kernel = KernelSocket.Connect(address, port);
        JsonObject accepted = AgentProcess.Ok(agent.Finish(accept));
        Assert.Equal(kernelAddress, accepted["address"]!.GetValue<string>());
        Assert.Equal(((IPEndPoint)kernel.Socket.LocalEndPoint!).Port, accepted["port"]!.GetValue<int>());
        int fd = accepted["fd"]!.GetValue<int>();

        Assert.Equal(5, agent.Send(fd, "hello"u8.ToArray()));
        Assert.Equal("hello"u8.ToArray(), kernel.Receive(5));
        int receive = agent.Begin("recv", new { fd, count = 11, waitAll = true });
        kernel.Socket.Send("hello "u8);
        kernel.Socket.Send("world"u8);
        Assert.Equal("hello world"u8.ToArray(), Convert.FromBase64String(AgentProcess.Ok(agent.Finish(receive))["data"]!.GetValue<string>()));

        kernel.Socket.Send("x"u8);
        Assert.Equal("x"u8.ToArray(), agent.Receive(fd, 100));
        kernel.Socket.Shutdown(SocketShutdown.Send);
        Assert.Empty(agent.Receive(fd, 100));
        Assert.Equal("CLOSE-WAIT", agent.State(fd));
        Assert.Empty(agent.Call("close", new { fd }));
        Assert.Empty(kernel.Receive(1));
        Assert.Equal("EBADF", agent.Error("info", new { fd }));

        // The lowest number is taken first, as descriptors' is.
        Assert.Equal(fd, agent.Socket());
    });

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("fd00::1")]
    public void Connections_are_opened_from_an_address_or_any(string kernelAddress) => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        (int fd, KernelSocket first) = KernelSocket.Meet(agent, kernelAddress);
        using (first)
        {
            byte[] much = new byte[300_000];
            new Random(3).NextBytes(much);
            int send = agent.Begin("send", new { fd, data = much });
            Assert.Equal(much, first.Receive(much.Length));
            Assert.Equal(much.Length, AgentProcess.Ok(agent.Finish(send))["count"]!.GetValue<int>());
            agent.Call("shutdown", new { fd, how = "wr" });
            Assert.Empty(first.Receive(1));
            agent.WaitForState(fd, "FIN-WAIT-2");
            first.Socket.Send("after"u8);
            Assert.Equal("after"u8.ToArray(), agent.Receive(fd, 5, waitAll: true));
        }

        using Socket listener = KernelSocket.Listen(kernelAddress);
        bool six = kernelAddress.Contains(':', StringComparison.Ordinal);
        fd = agent.Socket(six ? "inet6" : "inet");
        int port = agent.Call("bind", new { fd, address = six ? StackWorld.StackIpv6 : StackWorld.Stack, port = 0 })["port"]!.GetValue<int>();
        agent.Call("connect", new { fd, address = kernelAddress, port = KernelSocket.PortOf(listener) });
        using KernelSocket second = new(listener.Accept());
        Assert.Equal(port, second.Remote.Port);
    });

    [Fact]
    public void Shutting_down_both_ways_ends_both() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            agent.Call("shutdown", new { fd, how = "rdwr" });
            Assert.Empty(agent.Receive(fd, 10));
            Assert.Equal("EPIPE", agent.Error("send", new { fd, data = "AAAA" }));
            Assert.Empty(kernel.Receive(1));
        }

        (fd, KernelSocket other) = KernelSocket.Meet(agent);
        using (other)
        {
            agent.Call("shutdown", new { fd, how = "rd" });
            Assert.Empty(agent.Receive(fd, 10));
            Assert.Equal(3, agent.Send(fd, [1, 2, 3]));
            Assert.Equal([1, 2, 3], other.Receive(3));
            Assert.Equal("EINVAL", agent.Error("shutdown", new { fd, how = "both" }));
        }
    });

    [Fact]
    public void Errors_have_the_names_of_POSIX() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        Assert.Equal("EAFNOSUPPORT", agent.Error("socket", new { family = "unix" }));
        Assert.Equal("EINVAL", agent.Error("socket", new { }));
        int fd = agent.Socket();
        Assert.Equal("ENOSYS", agent.Error("sendmsg", new { fd }));
        foreach (string call in (string[])["accept", "close", "recv", "info"])
        {
            Assert.Equal("EBADF", agent.Error(call, new { fd = 99, count = 1 }));
        }

        Assert.Equal("ENOTCONN", agent.Error("send", new { fd, data = "AAAA" }));
        Assert.Equal("ENOTCONN", agent.Error("recv", new { fd, count = 1 }));
        Assert.Equal("ENOTCONN", agent.Error("shutdown", new { fd, how = "wr" }));
        Assert.Equal("ENOTCONN", agent.Error("info", new { fd }));
        Assert.Equal("EINVAL", agent.Error("accept", new { fd }));
        Assert.Equal("EINVAL", agent.Error("send", new { fd, data = "not base64" }));
        Assert.Equal("EINVAL", agent.Error("bind", new { fd, address = "nowhere", port = 1 }));
        Assert.Equal("EINVAL", agent.Error("bind", new { fd, address = StackWorld.Stack, port = 65_536 }));
        Assert.Equal("EADDRNOTAVAIL", agent.Error("bind", new { fd, address = "10.0.0.9", port = 1 }));
        Assert.Equal("EAFNOSUPPORT", agent.Error("connect", new { fd, address = "fd00::1", port = 1 }));
        Assert.Equal("ENETUNREACH", agent.Error("connect", new { fd, address = "10.9.9.9", port = 1 }));
        Assert.Equal("ENOPROTOOPT", agent.Error("getsockopt", new { fd, name = "SO_REUSEADDR" }));

        int listener = agent.Socket();
        agent.Call("bind", new { fd = listener, address = StackWorld.Stack, port = 77 });
        Assert.Equal("EINVAL", agent.Error("bind", new { fd = listener, address = StackWorld.Stack, port = 78 }));
        agent.Call("listen", new { fd = listener, backlog = 1 });
        Assert.Equal("EADDRINUSE", agent.Error("bind", new { fd, address = StackWorld.Stack, port = 77 }));
        Assert.Equal("EOPNOTSUPP", agent.Error("connect", new { fd = listener, address = StackWorld.Kernel, port = 1 }));
        int accept = agent.Begin("accept", new { fd = listener });
        agent.Call("close", new { fd = listener });
        Assert.Equal("EBADF", agent.Finish(accept)["errno"]!.GetValue<string>());

        Assert.Equal("ECONNREFUSED", agent.Error("connect", new { fd, address = StackWorld.Kernel, port = 9 }));
        Assert.Equal("ECONNREFUSED", agent.Call("getsockopt", new { fd, name = "SO_ERROR" })["value"]!.GetValue<string>());
        Assert.Equal(0, agent.Option(fd, "SO_ERROR"));

        agent.Send("this is no JSON");
        Assert.Equal("EINVAL", agent.Receive()["errno"]!.GetValue<string>());
    });

    [Fact]
    public void Every_option_is_kept() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            foreach (int socket in (int[])[fd, agent.Socket()])
            {
                foreach ((string name, long value) in (ReadOnlySpan<(string, long)>)
                [
                    ("SO_SNDBUF", 100_000), ("SO_LINGER", 7), ("SO_LINGER", -1), ("SO_KEEPALIVE", 1), ("TCP_NODELAY", 1), ("TCP_NODELAY", 0), ("TCP_CORK", 1),
                    ("TCP_CORK", 0), ("TCP_USER_TIMEOUT", 12_345), ("TCP_USER_TIMEOUT", 0), ("TCP_KEEPIDLE", 33), ("TCP_KEEPINTVL", 4), ("TCP_KEEPCNT", 3),
                ])
                {
                    Assert.Equal((name, value), (name, agent.Call("setsockopt", new { fd = socket, name, value })["value"]!.GetValue<long>()));
                    Assert.Equal((name, value), (name, agent.Option(socket, name)));
                }

                Assert.Equal(0, agent.Option(socket, "SO_ERROR"));
                Assert.Equal("ENOPROTOOPT", agent.Error("setsockopt", new { fd = socket, name = "SO_ERROR", value = 1 }));
                Assert.Equal("EINVAL", agent.Error("setsockopt", new { fd = socket, name = "TCP_KEEPCNT", value = 1L << 40 }));
            }

            // A segment is as long as both ends allow.
            Assert.InRange(agent.Option(fd, "TCP_MAXSEG"), 1400, 1460);
        }

        int small = agent.Socket();
        agent.Call("setsockopt", new { fd = small, name = "SO_RCVBUF", value = 20_000 });
        agent.Call("setsockopt", new { fd = small, name = "TCP_MAXSEG", value = 700 });
        Assert.Equal(20_000, agent.Option(small, "SO_RCVBUF"));
        using Socket listener = KernelSocket.Listen();
        agent.Call("connect", new { fd = small, address = StackWorld.Kernel, port = KernelSocket.PortOf(listener) });
        using KernelSocket accepted = new(listener.Accept());
        Assert.InRange(agent.Option(small, "TCP_MAXSEG"), 600, 700);
        Assert.Equal(20_000, agent.Option(small, "SO_RCVBUF"));
    });

    [Fact]
    public void Closing_without_lingering_resets() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            agent.Call("setsockopt", new { fd, name = "SO_LINGER", value = 0 });
            agent.Call("close", new { fd });
            Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => kernel.Socket.Receive(new byte[1])).SocketErrorCode);
        }

        // With time to linger, the close is answered when the peer has everything.
        (fd, KernelSocket patient) = KernelSocket.Meet(agent);
        using (patient)
        {
            agent.Call("setsockopt", new { fd, name = "SO_LINGER", value = 60 });
            Assert.Equal(4, agent.Send(fd, [1, 2, 3, 4]));
            agent.Call("close", new { fd });
            Assert.Equal([1, 2, 3, 4], patient.Receive(5));
        }

        // What the peer's reset means to a call that waits.
        (fd, KernelSocket rude) = KernelSocket.Meet(agent);
        int receive = agent.Begin("recv", new { fd, count = 1 });
        rude.Socket.LingerState = new LingerOption(true, 0);
        rude.Dispose();
        Assert.Equal("ECONNRESET", agent.Finish(receive)["errno"]!.GetValue<string>());
        Assert.Equal("CLOSED", agent.State(fd));
    });

    [Fact]
    public void Info_tells_how_a_connection_fares() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        (int fd, KernelSocket kernel) = KernelSocket.Meet(agent);
        using (kernel)
        {
            JsonObject before = agent.Call("info", new { fd });
            Assert.Equal("ESTABLISHED", before["state"]!.GetValue<string>());
            Assert.Equal(10_000, agent.Send(fd, new byte[10_000]));
            Assert.Equal(10_000, kernel.Receive(10_000).Length);
            kernel.Socket.Send(new byte[77]);
            Assert.Equal(77, agent.Receive(fd, 77, waitAll: true).Length);
            JsonObject info = agent.Call("info", new { fd });
            Assert.Equal(
                ["state", "sndUna", "sndNxt", "rcvNxt", "cwnd", "ssthresh", "srttUs", "rtoUs", "retransmits", "sndWnd", "rcvWnd", "mss"],
                info.Select(static field => field.Key));
            Assert.Equal(10_000u, unchecked(Number(info, "sndNxt") - Number(before, "sndNxt")));
            Assert.Equal(77u, unchecked(Number(info, "rcvNxt") - Number(before, "rcvNxt")));
            Assert.True(info["cwnd"]!.GetValue<long>() > info["mss"]!.GetValue<long>());
            Assert.True(info["srttUs"]!.GetValue<long>() > 0);
            Assert.True(info["rtoUs"]!.GetValue<long>() >= info["srttUs"]!.GetValue<long>());
            Assert.True(info["sndWnd"]!.GetValue<long>() > 0 && info["rcvWnd"]!.GetValue<long>() > 0);
        }

        static uint Number(JsonObject info, string name) => info[name]!.GetValue<uint>();
    });

    [Fact]
    public void Poll_says_what_would_not_wait() => StackWorld.Run(() =>
    {
        using AgentProcess agent = new();
        int listener = agent.Socket();
        int port = agent.Call("bind", new { fd = listener, address = StackWorld.Stack, port = 0 })["port"]!.GetValue<int>();
        agent.Call("listen", new { fd = listener, backlog = 5 });
        Assert.Empty(agent.Poll(listener, Both, 0));
        int waiting = agent.Begin("poll", new { fd = listener, events = In, timeoutMs = -1 });
        using KernelSocket kernel = KernelSocket.Connect(StackWorld.Stack, port);
        Assert.Equal("in", Assert.Single(AgentProcess.Ok(agent.Finish(waiting))["events"]!.AsArray())!.GetValue<string>());
        int fd = agent.Call("accept", new { fd = listener })["fd"]!.GetValue<int>();
        Assert.Empty(agent.Poll(listener, In, 0));

        Assert.Equal(["out"], agent.Poll(fd, Both, 0));
        Assert.Empty(agent.Poll(fd, In, 20));
        kernel.Socket.Send("x"u8);
        Assert.Equal(["in"], agent.Poll(fd, In, 60_000));
        Assert.Equal(["in", "out"], agent.Poll(fd, Both, 0));
        _ = agent.Receive(fd, 1);
        kernel.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(["in"], agent.Poll(fd, In, 60_000));
        kernel.Socket.LingerState = new LingerOption(true, 0);
        kernel.Dispose();
        string[] ended;
        do
        {
            ended = agent.Poll(fd, [], 60_000);
        }
        while (ended.Length == 0);

        Assert.Contains("hup", ended);
        int poll = agent.Begin("poll", new { fd = agent.Socket(), events = In, timeoutMs = -1 });
        agent.Call("close", new { fd = fd + 1 });
        Assert.Equal("EBADF", agent.Finish(poll)["errno"]!.GetValue<string>());
    });
}
