using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Ringspun.Cli.Tests;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Tests.Samples;

/// <summary>The samples that make a TUN interface, in a network of their own.</summary>
public sealed class TunSampleTests
{
    private const int Bytes = 20_000_000;

    [Fact]
    public void The_server_answers_the_kernels_tcp() => Inside(static () =>
    {
        using Process server = Start("TunServer", "answering on http://10.77.0.2/");
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Parse("10.77.0.2"), 80);
            _ = socket.Send("GET / HTTP/1.0\r\n\r\n"u8);
            using StreamReader answer = new(new NetworkStream(socket), Encoding.ASCII);
            string text = answer.ReadToEnd();
            Assert.StartsWith("HTTP/1.0 200 OK\r\n", text, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\nA TCP of its own.\n", text, StringComparison.Ordinal);
        }
        finally
        {
            End(server);
        }
    });

    [Fact]
    public void Iperf3_goes_through_the_forwarder_in_both_directions()
    {
        string iperf = Peers.Need("iperf3", "iperf3");
        Inside(() =>
        {
            using Process measured = Run(iperf, ["--server", "--bind", "127.0.0.1", "--forceflush"], "Server listening on 5201");
            using Process forwarder = Start("TunForwarder", "10.78.0.2:5201 goes on to 127.0.0.1:5201", "--forward", "5201=127.0.0.1:5201");
            try
            {
                Measure(iperf, []);
                Measure(iperf, ["--reverse"]);
            }
            finally
            {
                End(forwarder);
                End(measured);
            }
        });
    }

    [Fact]
    public void The_forwarder_goes_through_a_proxy() => Inside(static () =>
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        string proxy = $"socks5://me:secret@{listener.LocalEndPoint}";
        using Process forwarder = Start("TunForwarder", "10.78.0.2:80 goes on to example.org:8080", "--forward", "80=example.org:8080", "--proxy", proxy);
        try
        {
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(IPAddress.Parse("10.78.0.2"), 80);
            using Socket server = listener.Accept();
            Assert.Equal([5, 2, 0, 2], Read(server, 4));
            _ = server.Send([5, 2]);
            Assert.Equal([1, 2, .. "me"u8, 6, .. "secret"u8], Read(server, 11));
            _ = server.Send([1, 0]);
            Assert.Equal([5, 1, 0, 3, 11, .. "example.org"u8, 0x1F, 0x90], Read(server, 18));
            _ = server.Send([5, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. "welcome"u8]);
            Assert.Equal("welcome"u8, Read(client, 7));
            _ = client.Send("thanks"u8);
            Assert.Equal("thanks"u8, Read(server, 6));
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, server.Receive(new byte[1]));
            _ = server.Send("bye"u8);
            Assert.Equal("bye"u8, Read(client, 3));
        }
        finally
        {
            End(forwarder);
        }
    });

    private static byte[] Read(Socket socket, int count)
    {
        socket.ReceiveTimeout = 60_000;
        var bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int received = socket.Receive(bytes.AsSpan(read));
            Assert.True(received > 0, "The stream ended too early.");
            read += received;
        }

        return bytes;
    }

    /// <summary>Sends what is to be sent. The receiver stops counting when the sender says that it is done, whatever is still on its way.</summary>
    private static void Measure(string iperf, string[] options)
    {
        ProcessStartInfo start = new(iperf, ["--client", "10.78.0.2", "--bytes", $"{Bytes}", "--json", .. options]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.True(process.ExitCode == 0, output);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement end = json.RootElement.GetProperty("end");
        long sent = end.GetProperty("sum_sent").GetProperty("bytes").GetInt64();
        Assert.InRange(sent, Bytes, long.MaxValue);
        Assert.InRange(end.GetProperty("sum_received").GetProperty("bytes").GetInt64(), 1, sent);
    }

    private static void Inside(Action body)
    {
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "This machine has no /dev/net/tun (modprobe tun; in a container: --device /dev/net/tun).");
        int opened = Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, "/dev/net/tun", new OpenHow(OpenFlags.RDWR | OpenFlags.CLOEXEC));
        Assert.SkipWhen(opened < 0, $"There is no TUN driver for this user: /dev/net/tun: {opened.ToErrno()}");
        _ = Descriptors.Close(opened);
        NetworkNamespace.Run(() =>
        {
            using (RouteNetlink route = RouteNetlink.Open())
            {
                Assert.True(route.FindLink("lo", out LinkInfo? loopback).IsDone);
                Assert.True(route.SetUp(loopback!.Index).IsDone);
            }

            body();
        });
    }

    private static Process Start(string sample, string ready, params string[] arguments) =>
        Run("dotnet", [SampleTests.PathOf(sample), .. arguments], ready);

    /// <summary>Starts a program and waits for the line that says that it is ready.</summary>
    private static Process Run(string program, string[] arguments, string ready)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        string? line;
        do
        {
            line = process.StandardOutput.ReadLine();
            Assert.True(line is not null, $"{program} ended before it was ready.");
        }
        while (!line.Contains(ready, StringComparison.Ordinal));
        return process;
    }

    private static void End(Process process)
    {
        process.Kill();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
    }
}
