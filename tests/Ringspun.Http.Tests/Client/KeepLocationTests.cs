using System.Text;

namespace Ringspun.Http.Tests.Client;

/// <summary>Where redirections lead.</summary>
public sealed class KeepLocationTests
{
    [Theory]
    [InlineData("http://a.test/x/y?q#f", "/z", "http://a.test/z#f")]
    [InlineData("http://a.test/x/y", "z?p", "http://a.test/x/z?p")]
    [InlineData("http://a.test/x/y", "../z#g", "http://a.test/z#g")]
    [InlineData("https://a.test/x#f", "//b.test/", "https://b.test/#f")]
    [InlineData("http://a.test/", "https://b.test:8443/c", "https://b.test:8443/c")]
    [InlineData("http://a.test/", "javascript:alert(1)", null)]
    [InlineData("http://a.test/", "file:///etc/passwd", null)]
    [InlineData("http://a.test/", "http://[broken", null)]
    [InlineData("http://a.test/", "", null)]
    public void A_location_is_resolved(string requested, string location, string? target)
    {
        KeepLocation<IgnoreBody> sink = Begin(302, $"Location: {location}\r\n");
        Assert.Equal(location, Encoding.UTF8.GetString(sink.Location));
        Assert.Equal(target, sink.Resolve(new Uri(requested))?.ToString());
    }

    [Theory, InlineData(200), InlineData(201), InlineData(404), InlineData(299), InlineData(400)]
    public void Only_redirections_have_one(int status)
    {
        KeepLocation<IgnoreBody> sink = Begin(status, "Location: /z\r\n");
        Assert.True(sink.Location.IsEmpty);
        Assert.Null(sink.Resolve(new Uri("http://a.test/")));
        Assert.True(Begin(302, "Server: x\r\n").Location.IsEmpty);
    }

    [Fact]
    public void The_next_response_forgets_it()
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/");
        KeepLocation<CollectingSink> sink = default;
        sink.Begin(request, 301, Encoding.Latin1.GetBytes($"Location: /{new string('x', 5000)}\r\n"));
        Assert.Equal(5001, sink.Location.Length);
        sink.Begin(request, 308, "location: /short\r\n"u8);
        sink.Data("body"u8);
        Assert.Equal("/short"u8, sink.Location);
        Assert.Equal("body", sink.Inner.Text);
        sink.Begin(request, 200, "location: /short\r\n"u8);
        Assert.True(sink.Location.IsEmpty);
    }

    private static KeepLocation<IgnoreBody> Begin(int status, string fields)
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/");
        KeepLocation<IgnoreBody> sink = default;
        sink.Begin(request, status, Encoding.Latin1.GetBytes(fields));
        return sink;
    }
}
