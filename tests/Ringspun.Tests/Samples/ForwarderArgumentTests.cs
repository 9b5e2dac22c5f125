using System.Text;
using Ringspun.Samples.TunForwarder;

namespace Ringspun.Tests.Samples;

/// <summary>How the forwarder is told what to do.</summary>
public sealed class ForwarderArgumentTests
{
    [Theory]
    [InlineData("socks5://proxy", "proxy", 1080, "", "")]
    [InlineData("socks5h://proxy:9050/", "proxy", 9050, "", "")]
    [InlineData("socks5://[::1]:1", "::1", 1, "", "")]
    [InlineData("socks5://me:secret@127.0.0.1:65535", "127.0.0.1", 65535, "me", "secret")]
    [InlineData("socks5://m%40e:a%3Ab%25c:d@proxy", "proxy", 1080, "m@e", "a:b%c:d")]
    public void Proxies_are_read(string text, string host, int port, string user, string password)
    {
        Socks5Proxy? proxy = Socks5Proxy.TryParse(text);
        Assert.NotNull(proxy);
        Assert.Equal((host, (ushort)port), (proxy.Host, proxy.Port));
        Assert.Equal((user, password), (Encoding.UTF8.GetString(proxy.User.Span), Encoding.UTF8.GetString(proxy.Password.Span)));
        Assert.True(password.Length == 0 || !proxy.ToString().Contains(password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("proxy:1080")]
    [InlineData("http://proxy")]
    [InlineData("socks5://")]
    [InlineData("socks5://proxy:0")]
    [InlineData("socks5://proxy:65536")]
    [InlineData("socks5://proxy/path")]
    [InlineData("socks5://proxy?query")]
    [InlineData("socks5://proxy#part")]
    [InlineData("socks5://me@proxy")]
    [InlineData("socks5://me:@proxy")]
    [InlineData("socks5://:secret@proxy")]
    public void Other_proxies_are_refused(string text) => Assert.Null(Socks5Proxy.TryParse(text));

    [Fact]
    public void Names_and_passwords_have_at_most_255_bytes()
    {
        string longest = new('x', Socks5Proxy.LongestCredential);
        Assert.NotNull(Socks5Proxy.TryParse($"socks5://{longest}:{longest}@proxy"));
        Assert.Null(Socks5Proxy.TryParse($"socks5://{longest}x:{longest}@proxy"));
        Assert.Null(Socks5Proxy.TryParse($"socks5://{longest}:{longest}x@proxy"));
    }

    [Fact]
    public void Rules_and_a_proxy_may_stand_in_any_order()
    {
        var arguments = ForwarderArguments.TryParse(["--forward", "80=a:1", "--proxy", "socks5://p", "--forward", "81=[::1]:2"]);
        Assert.NotNull(arguments);
        Assert.Equal([new ForwardRule(80, "a", 1), new ForwardRule(81, "::1", 2)], arguments.Rules);
        Assert.Equal(new Socks5Proxy("p", Socks5Proxy.DefaultPort), arguments.Proxy);
        Assert.Null(ForwarderArguments.TryParse(["--forward", "80=a:1"])!.Proxy);
    }

    [Theory]
    [InlineData]
    [InlineData("--forward")]
    [InlineData("--forward", "80")]
    [InlineData("--proxy", "socks5://p")]
    [InlineData("--forward", "80=a:1", "--proxy")]
    [InlineData("--forward", "80=a:1", "--proxy", "p")]
    [InlineData("--forward", "80=a:1", "--proxy", "socks5://p", "--proxy", "socks5://p")]
    [InlineData("--forward", "80=a:1", "--listen", "x")]
    [InlineData("--forward", "80=b\u00FCcher.example:1", "--proxy", "socks5://p")]
    public void Others_are_refused(params string[] arguments) => Assert.Null(ForwarderArguments.TryParse(arguments));
}
