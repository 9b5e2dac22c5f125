using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ringspun.Cli.Load.Histograms;
using Ringspun.Cli.Tests.Serving;

namespace Ringspun.Cli.Tests.Load;

/// <summary>The load generator as a person starts it: real processes, signals and sockets, against the program's own server.</summary>
public sealed class LoadProcessTests : IDisposable
{
    // Root is exempt from limits by its capabilities: without them it is as anybody else.
    private const string FewDescriptors = """
        ulimit -n 200
        set -- "$DOTNET_HOST" "$@"
        if [ "$(id -u)" = 0 ]; then set -- setpriv --bounding-set -sys_resource "$@"; fi
        exec "$@"
        """;

    private readonly SiteDirectory _site = new();

    public static TheoryData<string> Drivers => ["io_uring", "epoll"];

    public void Dispose() => _site.Dispose();

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_run_ends_with_a_table_on_stdout_and_a_line_a_second_on_stderr(string driver)
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0");
        string url = await serve.ReadAddressAsync();
        (int code, string output, string errors) = await LoadProcess.RunAsync(url, "-c", "4", "-d", "2s", "--driver", driver, "--workers", "2");
        Assert.Equal(0, code);
        Assert.Contains($"closed loop, 4 connections, 2 loops, {driver}", output, StringComparison.Ordinal);
        Assert.Matches(@"status +200: [1-9]", output);
        Assert.Contains("99 %", output, StringComparison.Ordinal);
        Assert.Contains("latency counts from when a request was due, service time from when it was sent", output, StringComparison.Ordinal);
        Assert.Matches(@"1\.0 s  warm-up", errors);
        Assert.Equal(2, errors.Split('\n').Count(line => line.Contains("  steady ", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Json_has_stdout_for_itself(string driver)
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0");
        string url = await serve.ReadAddressAsync();
        string histogram = Path.Combine(_site.Path, "out.hgrm");
        (int code, string output, string errors) = await LoadProcess.RunAsync(
            url, "-c", "4", "-n", "500", "--rate", "5k", "--driver", driver, "--json", "-", "--histogram", histogram, "--expect-body", "hello", "--expect-size", "12");
        Assert.Equal(0, code);
        JsonElement result = JsonDocument.Parse(output).RootElement;
        Assert.Equal(500, result.GetProperty("requests").GetInt64());
        Assert.Equal(500, result.GetProperty("status").GetProperty("200").GetInt64());
        Assert.Equal(5000, result.GetProperty("rate").GetProperty("target").GetDouble());
        Assert.Equal(0, result.GetProperty("errors").GetProperty("connect").GetInt64());
        Assert.True(result.GetProperty("latencyUs").GetProperty("p99_9").GetDouble() > 0);
        Assert.Contains("500 answered", errors, StringComparison.Ordinal);
        Assert.Equal(500, HistogramFile.Load(histogram).Latency.Total);
    }

    [Fact]
    public async Task A_condition_that_is_met_ends_with_1_and_says_why()
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0");
        string url = await serve.ReadAddressAsync();
        (int code, _, string errors) = await LoadProcess.RunAsync(url, "-n", "10", "-c", "1", "--fail-if", "p99>1ns", "--quiet");
        Assert.Equal(1, code);
        Assert.Contains("ringspun: failed: 'p99>1ns': it was ", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal(0, (await LoadProcess.RunAsync(url, "-n", "10", "-c", "1", "--fail-if", "p99>1m", "--fail-if", "errors>0", "--quiet")).Code);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task A_unix_socket_takes_load(string driver)
    {
        string path = Path.Combine(_site.Path, "socket");
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", $"unix:{path}");
        await serve.ReadAddressAsync();
        (int code, string output, _) = await LoadProcess.RunAsync(
            "http://site/", "--unix-socket", path, "-n", "100", "-c", "3", "--driver", driver, "--expect-status", "200");
        Assert.Equal(0, code);
        Assert.Contains("100 answered", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_addresses_are_taken_in_turn()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using LoadProcess load = LoadProcess.Start(
            $"http://{listener.LocalEndpoint}/", "-c", "6", "-d", "1m", "--source", "127.0.0.11-127.0.0.13", "--workers", "1");
        List<string> sources = [];
        for (int i = 0; i < 6; i++)
        {
            using Socket accepted = await listener.AcceptSocketAsync().WaitAsync(TimeSpan.FromSeconds(60));
            sources.Add(((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString());
        }

        load.Signal("INT");
        await load.EndAsync();
        Assert.Equal(["127.0.0.11", "127.0.0.12", "127.0.0.13"], sources.Distinct().Order());
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task An_interrupt_in_the_middle_shows_and_writes_the_results_so_far(string driver)
    {
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", "127.0.0.1:0");
        string url = await serve.ReadAddressAsync();
        string json = Path.Combine(_site.Path, "out.json");
        using LoadProcess load = LoadProcess.Start(url, "-c", "2", "-d", "1h", "--warmup", "0s", "--driver", driver, "--json", json);
        await load.WaitForAnswersAsync();
        load.Signal("INT");
        (int code, string output, _) = await load.EndAsync();
        Assert.Equal(0, code);
        Assert.Contains("interrupted: these are the results so far", output, StringComparison.Ordinal);
        JsonElement result = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
        Assert.True(result.GetProperty("interrupted").GetBoolean());
        Assert.True(result.GetProperty("requests").GetInt64() > 0);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Nobody_there_is_given_up_early(string driver)
    {
        (int code, string output, string errors) = await LoadProcess.RunAsync(
            $"http://127.0.0.1:{ClosedPort()}/", "-c", "4", "-d", "1h", "--driver", driver);
        Assert.Equal(1, code);
        Assert.Contains("connect ECONNREFUSED: ", output, StringComparison.Ordinal);
        Assert.Contains("ringspun: failed: no connection came about", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_host_is_one_clear_message()
    {
        (int code, string output, string errors) = await LoadProcess.RunAsync("http://nobody.invalid/", "--quiet");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("nobody.invalid", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_connections_than_descriptors_are_refused_with_the_way_out()
    {
        using LoadProcess load = LoadProcess.StartInShell(FewDescriptors, "http://127.0.0.1:1/", "-c", "5000", "--quiet");
        (int code, string output, string errors) = await load.EndAsync();
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("RLIMIT_NOFILE allows 200", errors, StringComparison.Ordinal);
        Assert.Contains("ulimit -Hn", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_is_one_clear_message()
    {
        (int code, _, string errors) = await LoadProcess.RunAsync("https://127.0.0.1:1/", "--cert", "/does/not/exist.pem", "--quiet");
        Assert.Equal(1, code);
        Assert.Contains("--cert: cannot read '/does/not/exist.pem'", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
