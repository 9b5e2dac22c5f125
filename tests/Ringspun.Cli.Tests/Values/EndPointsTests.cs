using System.Net;
using System.Net.Sockets;
using Ringspun.Cli.Values;

namespace Ringspun.Cli.Tests.Values;

public class EndPointsTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("0.0.0.0:0", "http://0.0.0.0:0")]
    [InlineData("localhost:80", "http://127.0.0.1:80")]
    [InlineData("[::1]:8080", "http://[::1]:8080")]
    [InlineData("[::]:65535", "http://[::]:65535")]
    [InlineData("unix:/run/site.sock", "unix:/run/site.sock")]
    [InlineData("unix:site.sock", "unix:site.sock")]
    public void Reads_addresses_and_paths(string text, string url)
    {
        Assert.True(EndPoints.TryRead(text, out EndPoint value, out _));
        Assert.Equal(url, EndPoints.Url("http", value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData(":8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("127.1:80")]
    [InlineData("1:80")]
    [InlineData("::1:8080")]
    [InlineData("[::1]")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.org:80")]
    [InlineData("unix:")]
    public void Refuses_anything_else(string text) => Assert.False(EndPoints.TryRead(text, out _, out _));

    [Fact]
    public void A_unix_path_has_at_most_107_bytes()
    {
        Assert.True(EndPoints.TryRead("unix:/" + new string('a', 106), out EndPoint value, out _));
        Assert.IsType<UnixDomainSocketEndPoint>(value);
        Assert.False(EndPoints.TryRead("unix:/" + new string('a', 107), out _, out string expected));
        Assert.Contains("107", expected, StringComparison.Ordinal);
        Assert.False(EndPoints.TryRead("unix:/" + new string('é', 54), out _, out _));
    }
}
