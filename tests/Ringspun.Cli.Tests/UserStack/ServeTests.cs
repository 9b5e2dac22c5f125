using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ringspun.Cli.Tests.Serving;
using Ringspun.Linux.Tests.Devices;

namespace Ringspun.Cli.Tests.UserStack;

/// <summary><c>ringspun serve --stack user</c>: what its clients get, and how it ends.</summary>
public sealed partial class ServeTests : IDisposable
{
    private const int Port = 8080;
    private const int LargeFile = 5_000_000;

    private readonly SiteDirectory _site = new();

    public ServeTests()
    {
        byte[] large = new byte[LargeFile];
        new Random(1).NextBytes(large);
        File.WriteAllBytes(Path.Combine(_site.Path, "large"), large);
    }

    public void Dispose() => _site.Dispose();

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void Curl_gets_what_is_in_the_files(string driver, string device)
    {
        _ = Peers.Need("curl", "curl");
        StackWorld.Run(() =>
        {
            using ServerProcess serve = Start(driver, StackWorld.Over(device), "--listen", $"{StackWorld.Stack}:0", "--listen", $"[{StackWorld.StackIpv6}]:0");
            foreach (string host in (string[])[StackWorld.Stack, $"[{StackWorld.StackIpv6}]"])
            {
                string url = StackWorld.Await(serve.ReadAddressAsync());
                Assert.StartsWith($"http://{host}:", url, StringComparison.Ordinal);
                Fetch(url);
            }

            End(serve);
            Assert.Equal(device != "tun", StackWorld.HasInterface(StackWorld.Interface));
        });
    }

    [Theory, MemberData(nameof(StackWorld.Drivers), MemberType = typeof(StackWorld))]
    public void Without_an_address_to_listen_on_it_takes_those_of_the_stack(string driver)
    {
        _ = Peers.Need("curl", "curl");
        StackWorld.Run(() =>
        {
            using ServerProcess serve = Start(driver, StackWorld.Over("tun"));
            Assert.Equal($"http://{StackWorld.Stack}:8080", StackWorld.Await(serve.ReadAddressAsync()));
            Assert.Equal($"http://[{StackWorld.StackIpv6}]:8080", StackWorld.Await(serve.ReadAddressAsync()));
            Fetch($"http://{StackWorld.Stack}:8080");
            End(serve);
        });
    }

    [Theory, MemberData(nameof(StackWorld.Drivers), MemberType = typeof(StackWorld))]
    public void A_netfilter_queue_serves_at_the_kernels_own_address(string driver)
    {
        QueueRule.NeedTables();
        _ = Peers.Need("curl", "curl");
        StackWorld.Run(() =>
        {
            StackWorld.Ip("addr", "add", $"{StackWorld.Kernel}/24", "dev", "lo");
            StackWorld.Ip("addr", "add", $"{StackWorld.Stack}/24", "dev", "lo");
            QueueRule.Setup("-4", Port.ToString(CultureInfo.InvariantCulture), "5:6");
            string[] options = ["--stack", "user", "--device", "nfqueue:5", "--address", $"{StackWorld.Stack}/24"];
            using ServerProcess serve = Start(driver, options, "--listen", $"{StackWorld.Stack}:{Port}");
            Fetch(StackWorld.Await(serve.ReadAddressAsync()), "--interface", StackWorld.Kernel);
            End(serve);
            QueueRule.Teardown("-4", Port.ToString(CultureInfo.InvariantCulture));
        });
    }

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void Wrk_sees_no_errors(string driver, string device)
    {
        _ = Peers.Need("wrk", "wrk");
        StackWorld.Run(() =>
        {
            using ServerProcess serve = Start(driver, StackWorld.Over(device), "--listen", $"{StackWorld.Stack}:0");
            string url = StackWorld.Await(serve.ReadAddressAsync());
            long requests = 0;
            for (long began = Stopwatch.GetTimestamp(); requests == 0;)
            {
                // On a busy machine a second may be too short for the first answer.
                Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "Nothing is answered.");
                (int code, string output) = StackWorld.Execute("wrk", "-t", "1", "-c", "20", "-d", "1s", "--timeout", "60s", url);
                Assert.Equal(0, code);
                Assert.DoesNotContain("Socket errors", output, StringComparison.Ordinal);
                Assert.DoesNotContain("Non-2xx", output, StringComparison.Ordinal);
                requests = long.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
            }

            End(serve);
        });
    }

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void A_signal_ends_it_with_connections_open_and_the_interface_goes(string driver, string device) => StackWorld.Run(() =>
    {
        using ServerProcess serve = Start(driver, StackWorld.Over(device), "--listen", $"{StackWorld.Stack}:0", "--drain", "300ms");
        IPEndPoint server = IPEndPoint.Parse(new Uri(StackWorld.Await(serve.ReadAddressAsync())).Authority);
        using Socket idle = Connect(server);
        Ask(idle, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        byte[] answer = new byte[1000];
        Assert.NotEqual(0, idle.Receive(answer));
        using Socket half = Connect(server);
        Ask(half, "GET / HTTP/1.1\r\nHost: x\r\n");

        End(serve);
        Assert.Equal(device != "tun", StackWorld.HasInterface(StackWorld.Interface));
        Assert.Equal(0, idle.Receive(answer));
    });

    [Theory, MemberData(nameof(StackWorld.Drivers), MemberType = typeof(StackWorld))]
    public void What_is_under_way_is_finished_after_a_signal(string driver) => StackWorld.Run(() =>
    {
        using ServerProcess serve = Start(driver, StackWorld.Over("tun"), "--listen", $"{StackWorld.Stack}:0", "--drain", "60s");
        using Socket slow = Connect(IPEndPoint.Parse(new Uri(StackWorld.Await(serve.ReadAddressAsync())).Authority));
        Ask(slow, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        byte[] buffer = new byte[100_000];
        long total = slow.Receive(buffer);
        serve.Signal("TERM");
        Assert.NotNull(StackWorld.Await(serve.ReadErrorLineAsync("accepting no more")));
        for (int count; (count = slow.Receive(buffer)) > 0;)
        {
            total += count;
        }

        Assert.True(total > LargeFile, $"{total} bytes came");
        Assert.Equal(0, StackWorld.Await(serve.EndAsync()).Code);
    });

    internal static ServerProcess Serve(string directory, string driver, string[] stack, params string[] more) =>
        ServerProcess.Start(["serve", directory, "--driver", driver, "--workers", "2", .. stack, .. more]);

    private static Socket Connect(IPEndPoint server)
    {
        Socket socket = new(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 60_000 };
        socket.Connect(server);
        return socket;
    }

    private static void Ask(Socket socket, string text) => Assert.Equal(text.Length, socket.Send(System.Text.Encoding.ASCII.GetBytes(text)));

    private static void End(ServerProcess serve)
    {
        serve.Signal("TERM");
        (int code, string output) = StackWorld.Await(serve.EndAsync());
        Assert.True(code == 0, serve.Errors);
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", serve.Errors, StringComparison.Ordinal);
        Assert.Contains("Stopped after", serve.Errors, StringComparison.Ordinal);
    }

    private ServerProcess Start(string driver, string[] stack, params string[] more) => Serve(_site.Path, driver, stack, more);

    private void Fetch(string url, params string[] options)
    {
        Assert.Equal((0, SiteDirectory.Page), Curl([.. options, $"{url}/"]));
        string copy = Path.Combine(_site.Path, "copy");
        Assert.Equal((0, ""), Curl([.. options, "--output", copy, $"{url}/large"]));
        Assert.Equal(HashOf(Path.Combine(_site.Path, "large")), HashOf(copy));
        File.Delete(copy);
    }

    private static (int Code, string Output) Curl(params string[] arguments) =>
        StackWorld.Execute("curl", ["--silent", "--show-error", "--globoff", "--max-time", "60", .. arguments]);

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();
}
