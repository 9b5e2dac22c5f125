using System.Net;
using System.Runtime.CompilerServices;

namespace Ringspun.Linux.Tests;

public class NameLookupTests
{
    [Fact]
    public void The_layout_is_the_C_librarys() => Assert.Equal(48, Unsafe.SizeOf<AddressInfo>());

    [Fact]
    public void Localhost_is_a_loopback_address()
    {
        IPEndPoint[] found = NameLookup.GetAddresses("localhost", 8080);
        Assert.NotEmpty(found);
        Assert.All(found, static endPoint => Assert.True(IPAddress.IsLoopback(endPoint.Address) && endPoint.Port == 8080));
    }

    [Theory, InlineData("192.0.2.7"), InlineData("2001:db8::7")]
    public void An_address_in_letters_is_itself(string text) =>
        Assert.Equal([new IPEndPoint(IPAddress.Parse(text), 1)], NameLookup.GetAddresses(text, 1));

    [Fact]
    public void A_name_that_cannot_be_is_refused()
    {
        NameResolutionException failure = Assert.Throws<NameResolutionException>(static () => NameLookup.GetAddresses("no such name", 1));
        Assert.Equal("no such name", failure.Host);
        Assert.NotEqual(NameResolutionError.None, failure.Error);
        Assert.Contains($"EAI_{failure.Error}", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => NameLookup.GetAddresses(string.Empty, 1));
    }

    [Fact]
    public void The_message_says_why()
    {
        Assert.Equal("getaddrinfo host: EAI_AGAIN (the name server does not answer; try again later)", new NameResolutionException("host", NameResolutionError.AGAIN).Message);
        Assert.Contains("EMFILE", new NameResolutionException("host", NameResolutionError.SYSTEM, Errno.EMFILE).Message, StringComparison.Ordinal);
    }
}
