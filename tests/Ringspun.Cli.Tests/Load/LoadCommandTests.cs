using System.CommandLine;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Ringspun.Cli.Commands;
using Ringspun.Cli.Load;
using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Schedules;

namespace Ringspun.Cli.Tests.Load;

public class LoadCommandTests
{
    private const string Url = "http://127.0.0.1:8080/";

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        LoadSettings settings = Read(Url);
        Assert.Equal([new WeightedUrl(new Uri(Url))], settings.Urls);
        Assert.Equal(64, settings.Connections);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Duration);
        Assert.Null(settings.Requests);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.WarmUp);
        Assert.Equal(TimeSpan.Zero, settings.Ramp);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Timeout);
        Assert.Null(settings.Rate);
        Assert.Equal(1, settings.Pipeline);
        Assert.True(settings.KeepAlive);
        Assert.Equal("GET", settings.Method);
        Assert.Empty(settings.Headers);
        Assert.Empty(settings.Paths);
        Assert.Empty(settings.FailIf);
        Assert.Null(settings.Body);
        Assert.Null(settings.Source);
        Assert.Null(settings.UnixSocket);
        Assert.Null(settings.Json);
        Assert.Null(settings.Histogram);
        Assert.Equal(0, settings.Redirects);
        Assert.Equal(Expectations.None, settings.Expectations);
        Assert.Equal(new TlsSettings(false, null, null, null), settings.Tls);
        Assert.Equal(Math.Min(Environment.ProcessorCount, 64), settings.Workers);
        Assert.Equal(DriverKind.Auto, settings.Driver);
    }

    [Fact]
    public void Every_option_arrives()
    {
        LoadSettings settings = Read(
            "https://a.example/x", "3@https://b.example/y", "-c", "100", "-d", "1m", "-n", "5000", "--warmup", "2s", "--ramp", "3s", "-R", "20k",
            "--arrivals", "poisson", "--seed", "7", "--pipeline", "4", "-m", "PUT", "-H", "Accept: */*", "-H", "X-A: b", "--body", "text",
            "--expect-status", "2xx", "--expect-body", "welcome", "--expect-size", "4K", "--redirects", "5", "--timeout", "250ms",
            "--source", "127.0.0.1-127.0.0.20", "--insecure", "--sni", "c.example", "--cert", "c.pem", "--key", "k.pem", "--workers", "3",
            "--driver", "epoll", "--fail-if", "p99>5ms", "--fail-if", "errors>0.1%", "--json", "-", "--histogram", "out.hgrm", "--quiet");
        Assert.Equal([1, 3], settings.Urls.Select(url => url.Weight));
        Assert.Equal("b.example", settings.Urls[1].Url.Host);
        Assert.Equal(100, settings.Connections);
        Assert.Equal(TimeSpan.FromMinutes(1), settings.Duration);
        Assert.Equal(5000, settings.Requests);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.WarmUp);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.Ramp);
        Assert.Equal(20_000, settings.Rate);
        Assert.Equal(ArrivalProcess.Poisson, settings.Arrivals);
        Assert.Equal(7UL, settings.Seed);
        Assert.Equal(4, settings.Pipeline);
        Assert.Equal("PUT", settings.Method);
        Assert.Equal([new HeaderField("Accept", "*/*"), new HeaderField("X-A", "b")], settings.Headers);
        Assert.Equal("text", Encoding.UTF8.GetString(settings.Body!.Value.Span));
        Assert.True(settings.Expectations.Status!.Contains(204));
        Assert.Equal("welcome", Encoding.UTF8.GetString(settings.Expectations.BodyContains!.Value.Span));
        Assert.Equal(4096, settings.Expectations.BodySize);
        Assert.Equal(5, settings.Redirects);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Timeout);
        Assert.Equal(20, settings.Source!.Count);
        Assert.Equal(IPAddress.Parse("127.0.0.20"), settings.Source[19]);
        Assert.Equal(new TlsSettings(true, "c.example", "c.pem", "k.pem"), settings.Tls);
        Assert.Equal(3, settings.Workers);
        Assert.Equal(DriverKind.Epoll, settings.Driver);
        Assert.Equal(["p99>5ms", "errors>0.1%"], settings.FailIf.Select(threshold => threshold.Text));
        Assert.Equal("-", settings.Json);
        Assert.Equal("out.hgrm", settings.Histogram);
        Assert.Equal(LogLevel.Error, settings.Log.Level);
    }

    [Fact]
    public void A_number_of_requests_is_counted_from_the_first_and_needs_no_time()
    {
        LoadSettings settings = Read(Url, "-n", "1000");
        Assert.Equal(1000, settings.Requests);
        Assert.Null(settings.Duration);
        Assert.Equal(TimeSpan.Zero, settings.WarmUp);
    }

    [Fact]
    public void There_are_no_more_loops_than_connections() => Assert.Equal(2, Read(Url, "--workers", "8", "-c", "2").Workers);

    [Fact]
    public void A_body_is_posted() => Assert.Equal("POST", Read(Url, "--body", "x").Method);

    [Fact]
    public void A_unix_socket_takes_the_place_of_the_host()
    {
        LoadSettings settings = Read("http://site/", "--unix-socket", "/run/site.sock", "--no-keepalive");
        Assert.Equal("/run/site.sock", settings.UnixSocket);
        Assert.False(settings.KeepAlive);
    }

    [Fact]
    public void Paths_come_from_a_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "/a\n/b\n");
            Assert.Equal(["/a", "/b"], Read("http://127.0.0.1:8080", "--paths", file).Paths);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("", "Required argument")]
    [InlineData("127.0.0.1:8080", "URL: '127.0.0.1:8080' is not understood; expected http://HOST")]
    [InlineData("U -c 0", "--connections: '0' is not understood; expected a whole number from 1 to 1000000")]
    [InlineData("U -d 10", "--duration: '10' is not understood; expected a duration above 0")]
    [InlineData("U -d 0", "a duration above 0")]
    [InlineData("U -n 0", "a whole number from 1")]
    [InlineData("U -R 0", "requests per second, above 0")]
    [InlineData("U -R 100 --arrivals even", "expected 'constant', 'poisson'")]
    [InlineData("U -H Accept", "'Name: value'")]
    [InlineData("U -m CONNECT", "not CONNECT")]
    [InlineData("U --source 127.0.0.2-127.0.0.1", "lower to a higher")]
    [InlineData("U --fail-if p99>5", "a time such as")]
    [InlineData("U --expect-status ok", "2xx")]
    [InlineData("U --timeout 0", "above 0")]
    [InlineData("U --arrivals poisson", "--arrivals needs --rate")]
    [InlineData("U --seed 5", "--seed needs --rate")]
    [InlineData("U --insecure", "needs an https URL")]
    [InlineData("U --sni name", "needs an https URL")]
    [InlineData("U --cert c.pem", "needs an https URL")]
    [InlineData("https://h/ --key k.pem", "--key needs --cert")]
    [InlineData("U --pipeline 2 --no-keepalive", "--pipeline needs connections that are kept")]
    [InlineData("U --unix-socket /s --source 127.0.0.1", "--source has no meaning with --unix-socket")]
    [InlineData("U --unix-socket /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "107 bytes")]
    [InlineData("http://h/x --paths list", "--paths takes the place of the URL's path")]
    [InlineData("U --json out --histogram out", "the same file")]
    [InlineData("U --json - --histogram -", "both stdout")]
    public void Wrong_usage_says_what_was_expected(string line, string message)
    {
        string[] arguments = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "U" ? Url : word)];
        ParseResult parsed = new LoadCommand().Build((_, _) => 0).Parse(arguments);
        string error = Assert.Single(parsed.Errors).Message;
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("U --pipeline 1 --no-keepalive")]
    [InlineData("http://h --paths list")]
    [InlineData("U --paths list")]
    [InlineData("2@https://h/ --insecure")]
    [InlineData("U -R 5 --seed 3")]
    [InlineData("U --json - --histogram out")]
    [InlineData("U --json out --histogram -")]
    public void What_goes_together_is_accepted(string line)
    {
        string[] arguments = [.. line.Split(' ').Select(word => word == "U" ? Url : word)];
        Assert.Empty(new LoadCommand().Build((_, _) => 0).Parse(arguments).Errors);
    }

    [Fact]
    public void The_settings_reach_the_work_and_its_exit_code_the_caller()
    {
        LoadSettings? reached = null;
        Command command = new LoadCommand().Build((settings, _) =>
        {
            reached = settings;
            return 7;
        });
        Assert.Equal(7, command.Parse([Url, "-c", "5"]).Invoke());
        Assert.Equal(5, reached!.Connections);
    }

    private static LoadSettings Read(params string[] arguments)
    {
        LoadCommand load = new();
        ParseResult parsed = load.Build((_, _) => 0).Parse(arguments);
        Assert.Empty(parsed.Errors);
        return load.Read(parsed);
    }
}
