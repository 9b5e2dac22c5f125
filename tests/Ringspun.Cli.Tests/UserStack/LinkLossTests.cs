using System.Net;
using System.Net.Sockets;
using Ringspun.Cli.Tests.Load;
using Ringspun.Cli.Tests.Serving;

namespace Ringspun.Cli.Tests.UserStack;

/// <summary>An interface that is removed under a program: nothing hangs, one line says what has happened, and the exit code is 1.</summary>
public sealed class LinkLossTests : IDisposable
{
    private readonly SiteDirectory _site = new();

    public void Dispose() => _site.Dispose();

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void A_server_of_files_ends(string driver, string device) =>
        LoseServer(device, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "serve", _site.Path, "--driver", driver);

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void An_echo_server_ends(string driver, string device) => LoseServer(device, "hello", "echo", "--driver", driver);

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void A_load_generator_ends_with_what_it_has_measured(string driver, string device) => StackWorld.Run(() =>
    {
        string[] stack = StackWorld.Over(device);
        if (device == "tun")
        {
            StackWorld.MakeTun();
        }

        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", $"{StackWorld.Kernel}:0");
        string url = StackWorld.Await(serve.ReadAddressAsync());
        using LoadProcess load = LoadProcess.Start([url, "--driver", driver, "--workers", "2", .. stack, "-c", "8", "-d", "1h", "--warmup", "0s"]);
        StackWorld.Await(load.WaitForAnswersAsync());
        StackWorld.Ip("link", "del", StackWorld.Interface);
        (int code, string output, string errors) = StackWorld.Await(load.EndAsync());
        Assert.Equal(1, code);
        Assert.Matches(@"status +200: [1-9]", output);
        CheckLines(errors, device);
        Assert.StartsWith(
            $"ringspun: failed: the link {device}:{StackWorld.Interface} is gone (E",
            Assert.Single(errors.Split('\n'), line => line.StartsWith("ringspun: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    });

    /// <summary>Some connections are silent, one has been answered, and one has begun a request.</summary>
    private static void LoseServer(string device, string request, params string[] command) => StackWorld.Run(() =>
    {
        using ServerProcess server = ServerProcess.Start([.. command, "--workers", "2", .. StackWorld.Over(device), "--listen", $"{StackWorld.Stack}:0"]);
        IPEndPoint address = IPEndPoint.Parse(new Uri(StackWorld.Await(server.ReadAddressAsync())).Authority);
        List<Socket> clients = [];
        try
        {
            for (int i = 0; i < 8; i++)
            {
                Socket client = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
                clients.Add(client);
                client.Connect(address);
            }

            clients[0].Send(System.Text.Encoding.ASCII.GetBytes(request));
            Assert.NotEqual(0, clients[0].Receive(new byte[1000]));
            clients[1].Send("GET "u8);

            StackWorld.Ip("link", "del", StackWorld.Interface);
            Assert.Equal((1, ""), StackWorld.Await(server.EndAsync()));
            CheckLines(server.Errors, device);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    });

    private static void CheckLines(string errors, string device)
    {
        string[] bad = [.. errors.Split('\n').Where(line => line.Contains("crit:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal))];
        string line = Assert.Single(bad);
        Assert.Contains($"The link {device}:{StackWorld.Interface} is gone: E", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }
}
