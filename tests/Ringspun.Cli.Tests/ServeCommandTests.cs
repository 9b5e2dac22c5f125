using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Cli.Commands;
using Ringspun.Cli.Logging;
using Ringspun.Cli.Serving;
using Ringspun.Http;

namespace Ringspun.Cli.Tests;

public class ServeCommandTests
{
    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        ServeSettings settings = Read();
        Assert.Equal(".", settings.Directory);
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 8080)], settings.Service.Listen);
        Assert.Equal(Environment.ProcessorCount, settings.Service.Workers);
        Assert.Equal(DriverKind.Auto, settings.Service.Driver);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Service.Drain);
        Assert.Equal(100_000, settings.Service.MaxConnections);
        Assert.Equal(HttpLimits.Default, settings.Limits);
        Assert.Equal(256L << 20, settings.CacheSize);
        Assert.False(settings.Direct);
        Assert.Equal(new LogSettings(LogFormat.Text, LogLevel.Information), settings.Service.Log);
    }

    [Fact]
    public void Every_option_arrives()
    {
        ServeSettings settings = Read(
            "site", "--listen", "127.0.0.1:0", "--listen", "[::1]:81", "--workers", "3", "--driver", "epoll", "--drain", "250ms",
            "--max-connections", "500",
            "--head-timeout", "1s", "--idle-timeout", "2s", "--write-timeout", "3s", "--cache-size", "64M", "--direct", "--log", "json", "--log-level", "debug");
        Assert.Equal("site", settings.Directory);
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.IPv6Loopback, 81)], settings.Service.Listen);
        Assert.Equal(3, settings.Service.Workers);
        Assert.Equal(DriverKind.Epoll, settings.Service.Driver);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Service.Drain);
        Assert.Equal(500, settings.Service.MaxConnections);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Limits.HeadTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Limits.IdleTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.Limits.WriteTimeout);
        Assert.Equal(64L << 20, settings.CacheSize);
        Assert.True(settings.Direct);
        Assert.Equal(new LogSettings(LogFormat.Json, LogLevel.Debug), settings.Service.Log);
    }

    [Theory]
    [InlineData("--quiet")]
    [InlineData("-q")]
    public void Quiet_leaves_the_errors(string option) => Assert.Equal(LogLevel.Error, Read(option).Service.Log.Level);

    [Theory]
    [InlineData("--idle-timeout")]
    [InlineData("--head-timeout")]
    [InlineData("--write-timeout")]
    public void A_timeout_of_nothing_is_a_mistake(string option) => Assert.Single(new ServeCommand().Build().Parse([option, "0"]).Errors);

    [Fact]
    public void The_driver_may_be_io_uring() => Assert.Equal(DriverKind.IoUring, Read("--driver", "io_uring").Service.Driver);

    private static ServeSettings Read(params string[] arguments)
    {
        ServeCommand serve = new();
        ParseResult parsed = serve.Build().Parse(arguments);
        Assert.Empty(parsed.Errors);
        return serve.Read(parsed);
    }
}
