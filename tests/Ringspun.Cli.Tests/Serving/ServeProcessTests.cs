using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ringspun.Cli.Tests.Serving;

/// <summary>The program as a person starts it: real processes, signals and sockets.</summary>
public sealed class ServeProcessTests : IDisposable
{
    private readonly SiteDirectory _site = new();
    private readonly HttpClient _client = new();

    public static TheoryData<string> Drivers => ["io_uring", "epoll"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _site.Dispose();
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Serves_on_every_endpoint_and_ends_with_0_on_a_signal(string driver)
    {
        using ServerProcess serve = ServerProcess.Start(
            "serve", _site.Path, "--driver", driver, "--workers", "2", "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--drain", "2s");
        foreach (string prefix in new[] { "http://127.0.0.1:", "http://[::1]:" })
        {
            string url = await serve.ReadAddressAsync();
            Assert.StartsWith(prefix, url, StringComparison.Ordinal);
            Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(new Uri(url), Stop));
        }

        serve.Signal("TERM");
        (int code, string output) = await serve.EndAsync();
        Assert.Equal(0, code);
        Assert.Empty(output);
        Assert.Contains($"Driver {driver}: ", serve.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_unix_socket_is_served_and_removed(string driver)
    {
        string path = Path.Combine(_site.Path, "socket");
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", $"unix:{path}");
        Assert.Equal($"unix:{path}", await serve.ReadAddressAsync());
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Stop);
        using NetworkStream stream = new(socket);
        await stream.WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), Stop);
        using StreamReader reader = new(stream);
        Assert.EndsWith(SiteDirectory.Page, await reader.ReadToEndAsync(Stop), StringComparison.Ordinal);

        serve.Signal("INT");
        Assert.Equal(0, (await serve.EndAsync()).Code);
        Assert.False(File.Exists(path));
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Draining_ends_when_its_time_is_over(string driver)
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", "127.0.0.1:0", "--drain", "200ms");
        using Socket client = await SendHalfARequest(await serve.ReadAddressAsync());
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_second_signal_ends_the_program_at_once(string driver)
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", "127.0.0.1:0", "--drain", "1h");
        using Socket client = await SendHalfARequest(await serve.ReadAddressAsync());
        serve.Signal("TERM");
        Assert.NotNull(await serve.ReadErrorLineAsync("accepting no more"));
        serve.Signal("INT");
        Assert.Equal(1, (await serve.EndAsync()).Code);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_signal_that_comes_twice_in_a_moment_counts_once(string driver)
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", "127.0.0.1:0", "--drain", "200ms");
        using Socket client = await SendHalfARequest(await serve.ReadAddressAsync());

        // As timeout(1) does it: to the program, and to its group.
        serve.Signal("TERM", times: 2);
        Assert.Equal(0, (await serve.EndAsync()).Code);
        Assert.Contains("Stopped after", serve.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_port_in_use_is_one_clear_message(string driver)
    {
        using ServerProcess first = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", "127.0.0.1:0");
        Uri url = new(await first.ReadAddressAsync());
        using ServerProcess second = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", url.Authority, "--quiet");
        (int code, string output) = await second.EndAsync();
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(url.Authority, second.Errors, StringComparison.Ordinal);
        Assert.Contains("EADDRINUSE", second.Errors, StringComparison.Ordinal);
        Assert.Single(second.Errors.TrimEnd().Split('\n'));
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_missing_directory_is_one_clear_message(string driver)
    {
        string missing = Path.Combine(_site.Path, "missing");
        using ServerProcess serve = ServerProcess.Start("serve", missing, "--driver", driver, "--listen", "127.0.0.1:0");
        (int code, string output) = await serve.EndAsync();
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains($"'{missing}' is not a directory", Assert.Single(serve.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Nobody_needs_to_read_stdout(string driver)
    {
        int port = FreePort();
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--driver", driver, "--listen", $"127.0.0.1:{port}");
        serve.CloseOutput();
        await serve.ReadServingLineAsync();
        Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Stop));
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Stdout_may_be_closed_from_the_start(string driver)
    {
        int port = FreePort();
        using ServerProcess serve = ServerProcess.StartInShell(
            "exec \"$DOTNET_HOST\" \"$@\" >&-", "serve", _site.Path, "--driver", driver, "--listen", $"127.0.0.1:{port}");
        await serve.ReadServingLineAsync();
        Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Stop));
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
    }

    [Fact]
    public async Task The_end_tells_what_became_of_sends_without_a_copy()
    {
        File.WriteAllBytes(Path.Combine(_site.Path, "large"), new byte[1024 * 1024]);
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0", "--driver", "io_uring", "--workers", "1");
        Uri url = new($"{await serve.ReadAddressAsync()}/large");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(1024 * 1024, (await _client.GetByteArrayAsync(url, Stop)).Length);
        }

        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);

        // Over loopback the kernel copies them all.
        Assert.Matches("did and [1-9][0-9]* were copied by the kernel", serve.Errors);
    }

    [Fact]
    public async Task The_automatic_choice_says_why()
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0");
        string? line = await serve.ReadErrorLineAsync("Driver ");
        Assert.Contains("io_uring", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_logs_are_json_on_every_line()
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0", "--log", "json");
        await serve.ReadAddressAsync();
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
        foreach (string line in serve.Errors.TrimEnd().Split('\n'))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            Assert.NotEmpty(entry.RootElement.GetProperty("Message").GetString()!);
        }
    }

    [Fact]
    public async Task Quiet_is_quiet()
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0", "--quiet");
        await serve.ReadAddressAsync();
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
        Assert.Empty(serve.Errors);
    }

    private static async Task<Socket> SendHalfARequest(string url)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(new Uri(url).Authority), Stop);

        // The answer to the first request shows that the server has taken the connection.
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHo"u8.ToArray(), Stop);
        byte[] answer = new byte[4096];
        int count = await socket.ReceiveAsync(answer, Stop);
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
        return socket;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
