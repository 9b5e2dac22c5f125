using System.Text.Json;
using Ringspun.Cli.Tests.Load;
using Ringspun.Cli.Tests.Serving;

namespace Ringspun.Cli.Tests.UserStack;

/// <summary><c>ringspun load --stack user</c> against a server on the kernel's TCP.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly SiteDirectory _site = new();

    public void Dispose() => _site.Dispose();

    [Theory, MemberData(nameof(StackWorld.DriversAndDevices), MemberType = typeof(StackWorld))]
    public void Every_request_is_answered(string driver, string device) => StackWorld.Run(() =>
    {
        string[] stack = StackWorld.Over(device);
        if (device == "tun")
        {
            StackWorld.MakeTun();
        }

        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", $"{StackWorld.Kernel}:0");
        string url = StackWorld.Await(serve.ReadAddressAsync());
        foreach (string[] way in (string[][])[[], ["--no-keepalive"], ["--rate", "5k"], ["--pipeline", "8"]])
        {
            (int code, string output, string errors) = StackWorld.Await(LoadProcess.RunAsync(
                [url, "--driver", driver, "--workers", "2", .. stack, "-c", "16", "-n", "2000", "--timeout", "60s", "--expect-body", "hello", "--json", "-", .. way]));
            Assert.True(code == 0, errors);
            JsonElement result = JsonDocument.Parse(output).RootElement;
            Assert.Equal(2000, result.GetProperty("requests").GetInt64());
            Assert.Equal(2000, result.GetProperty("status").GetProperty("200").GetInt64());
            foreach (JsonProperty kind in result.GetProperty("errors").EnumerateObject())
            {
                Assert.Equal((kind.Name, 0), (kind.Name, kind.Value.GetInt64()));
            }

            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }

        serve.Signal("TERM");
        Assert.Equal(0, StackWorld.Await(serve.EndAsync()).Code);
    });

    [Theory, MemberData(nameof(StackWorld.Drivers), MemberType = typeof(StackWorld))]
    public void More_connections_than_descriptors_are_no_matter(string driver) => StackWorld.Run(() =>
    {
        StackWorld.MakeTun();
        using ServerProcess serve = ServerProcess.Start("serve", _site.Path, "--listen", $"{StackWorld.Kernel}:0");
        string url = StackWorld.Await(serve.ReadAddressAsync());
        using LoadProcess load = LoadProcess.StartInShell(
            "ulimit -n 250\nexec \"$DOTNET_HOST\" \"$@\"",
            [url, "--driver", driver, "--workers", "2", .. StackWorld.Over("tun"), "-c", "400", "-n", "2000", "--timeout", "60s"]);
        (int code, string output, string errors) = StackWorld.Await(load.EndAsync());
        Assert.True(code == 0, errors);
        Assert.Matches(@"status +200: 2,000", output);
        Assert.Matches(@"errors +none", output);
    });

    [Theory, MemberData(nameof(StackWorld.Drivers), MemberType = typeof(StackWorld))]
    public void A_server_that_is_not_there_is_one_clear_failure(string driver) => StackWorld.Run(() =>
    {
        (int code, string output, string errors) = StackWorld.Await(LoadProcess.RunAsync(
            [$"http://{StackWorld.Kernel}:9", "--driver", driver, .. StackWorld.Over("tun"), "-c", "2", "-n", "10", "--quiet"]));
        Assert.Equal(1, code);
        Assert.StartsWith("ringspun: failed: ", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains($"{StackWorld.Kernel}:9: ECONNREFUSED", output, StringComparison.Ordinal);
    });
}
