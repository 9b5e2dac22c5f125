using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ringspun.Cli.Tests.Serving;

namespace Ringspun.Cli.Tests.UserStack;

/// <summary><c>ringspun echo --stack user</c>.</summary>
public sealed class EchoTests
{
    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void Everything_comes_back(string driver, string device) => StackWorld.Run(() =>
    {
        using ServerProcess echo = Start(driver, device);
        byte[] sent = new byte[1_000_000];
        new Random(2).NextBytes(sent);
        foreach (IPEndPoint server in (IPEndPoint[])[Address(echo), Address(echo)])
        {
            using Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
            socket.Connect(server);
            Task<int> sending = Task.Run(() =>
            {
                int count = socket.Send(sent);
                socket.Shutdown(SocketShutdown.Send);
                return count;
            });
            byte[] received = new byte[sent.Length + 1];
            int filled = 0;
            for (int count; (count = socket.Receive(received.AsSpan(filled))) > 0; filled += count)
            {
            }

            Assert.Equal(sent.Length, StackWorld.Await(sending));
            Assert.True(received.AsSpan(0, filled).SequenceEqual(sent));
        }

        echo.Signal("TERM");
        Assert.Equal((0, ""), StackWorld.Await(echo.EndAsync()));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Stopped after {2 * sent.Length} bytes on 2 connections"), echo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", echo.Errors, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(StackWorld.Drivers), MemberType = typeof(StackWorld))]
    public void A_signal_ends_an_open_connection_after_its_last_bytes(string driver) => StackWorld.Run(() =>
    {
        using ServerProcess echo = Start(driver, "tun");
        IPEndPoint server = Address(echo);
        using Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
        socket.Connect(server);
        byte[] buffer = new byte[10];
        socket.Send("hello"u8);
        Assert.Equal(5, socket.Receive(buffer));
        echo.Signal("TERM");
        Assert.Equal(0, socket.Receive(buffer));
        Assert.Equal(0, StackWorld.Await(echo.EndAsync()).Code);
        Assert.False(StackWorld.HasInterface(StackWorld.Interface));
    });

    private static ServerProcess Start(string driver, string device) => ServerProcess.Start(
        ["echo", "--driver", driver, "--workers", "2", .. StackWorld.Over(device), "--listen", $"{StackWorld.Stack}:0", "--listen", $"[{StackWorld.StackIpv6}]:0"]);

    private static IPEndPoint Address(ServerProcess echo) => IPEndPoint.Parse(new Uri(StackWorld.Await(echo.ReadAddressAsync())).Authority);
}
