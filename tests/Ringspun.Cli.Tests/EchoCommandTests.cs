using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Ringspun.Cli.Commands;
using Ringspun.Cli.Echoing;
using Ringspun.Cli.Logging;

namespace Ringspun.Cli.Tests;

public class EchoCommandTests
{
    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        EchoSettings settings = Read();
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, 6666)], settings.Service.Listen);
        Assert.Equal(Environment.ProcessorCount, settings.Service.Workers);
        Assert.Equal(DriverKind.Auto, settings.Service.Driver);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Service.Drain);
        Assert.Equal(100_000, settings.Service.MaxConnections);
        Assert.Equal(new LogSettings(LogFormat.Text, LogLevel.Information), settings.Service.Log);
        Assert.False(settings.Lines);
        Assert.Equal(64 * 1024, settings.MaxLine);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.IdleTimeout);
    }

    [Fact]
    public void Every_option_arrives()
    {
        EchoSettings settings = Read(
            "--listen", "[::1]:7", "--listen", "unix:/tmp/echo", "--workers", "3", "--driver", "io_uring", "--drain", "250ms", "--max-connections", "5",
            "--lines", "--max-line", "1M", "--idle-timeout", "3s", "--log", "json", "--log-level", "debug");
        Assert.Equal([new IPEndPoint(IPAddress.IPv6Loopback, 7), new UnixDomainSocketEndPoint("/tmp/echo")], settings.Service.Listen);
        Assert.Equal(3, settings.Service.Workers);
        Assert.Equal(DriverKind.IoUring, settings.Service.Driver);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.Service.Drain);
        Assert.Equal(5, settings.Service.MaxConnections);
        Assert.Equal(new LogSettings(LogFormat.Json, LogLevel.Debug), settings.Service.Log);
        Assert.True(settings.Lines);
        Assert.Equal(1024 * 1024, settings.MaxLine);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.IdleTimeout);
    }

    private static EchoSettings Read(params string[] arguments)
    {
        EchoCommand echo = new();
        ParseResult parsed = echo.Build().Parse(arguments);
        Assert.Empty(parsed.Errors);
        return echo.Read(parsed);
    }
}
