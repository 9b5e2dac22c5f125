using System.Net;
using System.Net.Sockets;

namespace Ringspun.Cli.Tests.Serving;

/// <summary>The program under limits that it may not lift, as an ordinary user meets them.</summary>
public sealed class ScarcityTests : IDisposable
{
    // Root is exempt from limits by its capabilities: without them it is as anybody else.
    private const string AsOrdinary = """
        set -- "$DOTNET_HOST" "$@"
        if [ "$(id -u)" = 0 ]; then set -- setpriv --bounding-set -ipc_lock,-sys_resource,-dac_override,-dac_read_search "$@"; fi
        exec "$@"
        """;

    private readonly SiteDirectory _site = new();
    private readonly HttpClient _client = new();

    public static TheoryData<string> Drivers => ["io_uring", "epoll"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _site.Dispose();
    }

    [Fact]
    public async Task Without_locked_memory_the_automatic_choice_still_serves()
    {
        using ServerProcess serve = ServerProcess.StartInShell($"ulimit -l 0\n{AsOrdinary}", "serve", _site.Path, "--listen", "127.0.0.1:0");
        string url = await serve.ReadAddressAsync();
        Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(new Uri(url), Stop));
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);

        // Kernels differ in whether rings count as locked memory.
        if (serve.Errors.Contains("Driver epoll", StringComparison.Ordinal))
        {
            Assert.Contains("RLIMIT_MEMLOCK", serve.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_locked_memory_io_uring_works_or_says_what_mends_it()
    {
        using ServerProcess serve = ServerProcess.StartInShell(
            $"ulimit -l 0\n{AsOrdinary}", "serve", _site.Path, "--listen", "127.0.0.1:0", "--driver", "io_uring");
        if (await serve.ReadErrorLineAsync("Serving ") is not null)
        {
            return;
        }

        (int code, string output) = await serve.EndAsync();
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("ulimit -l", serve.Errors, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task Out_of_descriptors_accepting_pauses_and_goes_on(string driver)
    {
        using ServerProcess serve = ServerProcess.StartInShell(
            $"ulimit -n 200\n{AsOrdinary}", "serve", _site.Path, "--listen", "127.0.0.1:0", "--driver", driver, "--workers", "1");
        Uri url = new(await serve.ReadAddressAsync());
        List<Socket> crowd = [];
        try
        {
            for (int i = 0; i < 250; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                crowd.Add(socket);
                await socket.ConnectAsync(IPEndPoint.Parse(url.Authority), Stop);
            }

            string? line = await serve.ReadErrorLineAsync("pauses");
            Assert.Contains("RLIMIT_NOFILE", line, StringComparison.Ordinal);
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }

        Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(url, Stop));
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
    }

    [Theory, MemberData(nameof(Drivers))]
    public async Task What_may_not_be_read_is_forbidden_and_harms_nobody(string driver)
    {
        string locked = Path.Combine(_site.Path, "locked");
        File.WriteAllText(locked, "secret");
        File.SetUnixFileMode(locked, UnixFileMode.None);
        DirectoryInfo directory = Directory.CreateDirectory(Path.Combine(_site.Path, "closed"));
        File.WriteAllText(Path.Combine(directory.FullName, "file"), "secret");
        directory.UnixFileMode = UnixFileMode.None;
        try
        {
            using ServerProcess serve = ServerProcess.StartInShell(AsOrdinary, "serve", _site.Path, "--listen", "127.0.0.1:0", "--driver", driver);
            string url = await serve.ReadAddressAsync();
            foreach (string path in (string[])["locked", "closed/file", "closed/"])
            {
                using HttpResponseMessage refused = await _client.GetAsync(new Uri($"{url}/{path}"), Stop);
                Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
                Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(new Uri(url), Stop));
            }

            serve.Signal("TERM");
            Assert.Equal(0, (await serve.EndAsync()).Code);
        }
        finally
        {
            // As an ordinary user one could not delete it either.
            directory.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }
    }
}
