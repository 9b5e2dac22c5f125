namespace Ringspun.Cli.Tests.Serving;

/// <summary>Where io_uring's system calls are refused, as most containers do.</summary>
public sealed class ForbiddenIoUringTests : IDisposable
{
    // In the place of the program itself: it becomes that, behind a filter.
    private const string Behind = """exec "$DOTNET_HOST" "$(dirname -- "$1")/WithoutIoUring.dll" "$REFUSAL" "$(command -v "$DOTNET_HOST")" "$@" """;

    private readonly SiteDirectory _site = new();
    private readonly HttpClient _client = new();

    public static TheoryData<int, string> Refusals => new() { { 1, "EPERM" }, { 38, "ENOSYS" } };

    public void Dispose()
    {
        _client.Dispose();
        _site.Dispose();
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task The_automatic_choice_is_epoll_and_says_why(int errno, string name)
    {
        using ServerProcess serve = ServerProcess.StartInShell($"REFUSAL={errno}\n{Behind}", "serve", _site.Path, "--listen", "127.0.0.1:0");
        string url = await serve.ReadAddressAsync();
        Assert.Equal(SiteDirectory.Page, await _client.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken));
        serve.Signal("TERM");
        Assert.Equal(0, (await serve.EndAsync()).Code);
        string choice = Assert.Single(serve.Errors.Split('\n'), line => line.Contains("Driver ", StringComparison.Ordinal));
        Assert.Contains("Driver epoll", choice, StringComparison.Ordinal);
        Assert.Contains(name, choice, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Refusals))]
    public async Task Io_uring_and_nothing_else_is_one_clear_message(int errno, string name)
    {
        using ServerProcess serve = ServerProcess.StartInShell(
            $"REFUSAL={errno}\n{Behind}", "serve", _site.Path, "--listen", "127.0.0.1:0", "--driver", "io_uring", "--quiet");
        (int code, string output) = await serve.EndAsync();
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(name, Assert.Single(serve.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
