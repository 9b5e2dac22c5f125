using System.Text;

namespace Ringspun.Http.Tests.Server;

/// <summary>What is answered, from memory and from disk.</summary>
public sealed class ServingTests
{
    private static readonly (string Text, int Status)[] Malformed =
    [
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: a\n\n", 400),
        ("GET / HTTP/2.0\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + new string('x', 40_000), 431),
        (string.Concat("GET / HTTP/1.1\r\nHost: a\r\n", string.Concat(Enumerable.Repeat("X: y\r\n", 200)), "\r\n"), 431),
    ];

    /// <summary>Every driver, and every way of a file to the network.</summary>
    public static TheoryData<string, string> Ways
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var driver in Drivers.All)
            {
                foreach (string way in new[] { "cached", "streamed", "uncached", "direct", "direct cached" })
                {
                    data.Add(driver.Data, way);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(Ways))]
    public void Files_are_sent_whole(string driver, string way) => Site.Run(driver, static async site =>
    {
        for (int round = 0; round < 2; round++)
        {
            Response response = await site.GetAsync("/hello.txt");
            Assert.Equal(200, response.Status);
            Assert.Equal("hello, world", response.Text);
            Assert.Equal("text/plain; charset=utf-8", response.Field("Content-Type"));
            Assert.Equal("bytes", response.Field("Accept-Ranges"));
            Assert.NotNull(response.Field("Date"));
            Assert.NotNull(response.Field("ETag"));
            Assert.NotNull(response.Field("Last-Modified"));
            Assert.Null(response.Field("Connection"));
            Assert.Equal(Site.Bytes(300_000), (await site.GetAsync("/large.bin")).Body);
            Assert.Equal("", (await site.GetAsync("/empty.txt")).Text);
            Assert.Equal("named", (await site.GetAsync("/a%20b/%c3%A9.txt?x=y")).Text);
            Assert.Equal("hello, world", (await site.GetAsync("http://elsewhere/hello.txt")).Text);
        }
    }, Configure(way));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Head_is_get_without_a_body(string driver, string way) => Site.Run(driver, static async site =>
    {
        foreach (string target in (string[])["/hello.txt", "/large.bin", "/empty.txt", "/none", "/dir"])
        {
            using Client client = await site.ConnectAsync();
            Response get = await client.GetAsync(target);
            for (int round = 0; round < 2; round++)
            {
                Response head = await client.GetAsync(target, method: "HEAD");
                Assert.Equal(get.TimelessHead, head.TimelessHead);
                Assert.NotNull(head.Field("Date"));
            }

            await client.SendAsync("GET / HTTP/1.0\r\n\r\n");
            Assert.Equal("<h1>root</h1>", (await client.ReadAsync()).Text);
            Assert.Empty(await client.ReadToEndAsync());
        }
    }, Configure(way));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Directories_are_their_index_file(string driver, string way) => Site.Run(driver, static async site =>
    {
        Assert.Equal("<h1>root</h1>", (await site.GetAsync("/")).Text);
        Assert.Equal("<h1>root</h1>", (await site.GetAsync("/?x")).Text);
        Assert.Equal("<h1>root</h1>", (await site.GetAsync("http://h")).Text);
        Assert.Equal("<h1>dir</h1>", (await site.GetAsync("/dir/")).Text);
        Assert.Equal("<h1>dir</h1>", (await site.GetAsync("/dir/x/..")).Text);
        Response redirect = await site.GetAsync("//dir?a=b");
        Assert.Equal(301, redirect.Status);
        Assert.Equal("/dir/?a=b", redirect.Field("Location"));
        Assert.Equal("/a%20b/", (await site.GetAsync("/a%20b")).Field("Location"));
        Assert.Equal(404, (await site.GetAsync("/a%20b/")).Status);
        Assert.Equal(404, (await site.GetAsync("/hello.txt/")).Status);
    }, Configure(way));

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_not_there_is_not_found(string driver, string way) => Site.Run(driver, static async site =>
    {
        File.CreateSymbolicLink(Path.Combine(site.Path, "inside"), "hello.txt");
        File.CreateSymbolicLink(Path.Combine(site.Path, "outside"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(site.Path, "above"), "..");
        File.CreateSymbolicLink(Path.Combine(site.Path, "round"), "round");
        Assert.Equal("hello, world", (await site.GetAsync("/inside")).Text);
        foreach (string target in (string[])["/none", "/hello.txt.", "/dir/none/x", "/outside", "/above/x", "/round", "/..%2fhello.txt", "/%2fetc/passwd", "/" + new string('x', 300)])
        {
            for (int round = 0; round < 2; round++)
            {
                Response response = await site.GetAsync(target);
                Assert.Equal(404, response.Status);
                Assert.Contains("<h1>404 Not Found</h1>", response.Text, StringComparison.Ordinal);
            }
        }

        foreach (string target in (string[])["/../etc/passwd", "/%2e%2e/etc/passwd", "/dir/../../x", "/a%00b", "/%", "/%zz"])
        {
            Assert.Equal(400, (await site.GetAsync(target)).Status);
        }

        Assert.Equal(414, (await site.GetAsync("/" + new string('x', 5000))).Status);
        Assert.Equal(414, (await site.GetAsync("/" + new string('x', 9000))).Status);
    }, Configure(way));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Conditions_and_ranges_are_honoured(string driver, string way) => Site.Run(driver, static async site =>
    {
        foreach (string target in (string[])["/hello.txt", "/large.bin"])
        {
            using Client client = await site.ConnectAsync();
            Response whole = await client.GetAsync(target);
            string tag = whole.Field("ETag")!;
            Response same = await client.GetAsync(target, $"If-None-Match: {tag}\r\n");
            Assert.Equal(304, same.Status);
            Assert.Equal(tag, same.Field("ETag"));
            Assert.Null(same.Field("Content-Length"));
            Assert.Equal(304, (await client.GetAsync(target, $"If-Modified-Since: {whole.Field("Last-Modified")}\r\n")).Status);
            Assert.Equal(412, (await client.GetAsync(target, "If-Match: \"other\"\r\n")).Status);
            Response none = await client.GetAsync(target, $"Range: bytes={whole.Body.Length}-\r\n");
            Assert.Equal(416, none.Status);
            Assert.Equal($"bytes */{whole.Body.Length}", none.Field("Content-Range"));

            foreach ((int first, int last) in new[] { (0, 0), (3, 5), (0, whole.Body.Length - 1), (whole.Body.Length - 1, whole.Body.Length - 1) })
            {
                Response part = await client.GetAsync(target, $"Range: bytes={first}-{last}\r\nIf-Range: {tag}\r\n");
                Assert.Equal(206, part.Status);
                Assert.Equal($"bytes {first}-{last}/{whole.Body.Length}", part.Field("Content-Range"));
                Assert.Equal(whole.Body[first..(last + 1)], part.Body);
            }

            if (whole.Body.Length > 200_000)
            {
                Response part = await client.GetAsync(target, "Range: bytes=4097-290001\r\n");
                Assert.Equal(whole.Body[4097..290_002], part.Body);
            }

            Response several = await client.GetAsync(target, "Range: bytes=0-1,3-4\r\n");
            Assert.Equal(200, several.Status);
            Assert.Equal(whole.Body, several.Body);
            Assert.Equal(whole.Head.Length, (await client.GetAsync(target, "Range: bytes=0-1\r\n", "HEAD")).Head.Length);
        }
    }, Configure(way));

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Other_methods_are_refused_politely(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        foreach (string method in (string[])["POST", "PUT", "DELETE", "PATCH", "TRACE"])
        {
            Response response = await client.GetAsync("/hello.txt", method: method);
            Assert.Equal(405, response.Status);
            Assert.Equal("GET, HEAD, OPTIONS", response.Field("Allow"));
        }

        Assert.Equal(501, (await client.GetAsync("/hello.txt", method: "BREW")).Status);
        Assert.Equal(501, (await client.GetAsync("/hello.txt", method: "get")).Status);
        Response options = await client.GetAsync("*", method: "OPTIONS");
        Assert.Equal(204, options.Status);
        Assert.Equal("GET, HEAD, OPTIONS", options.Field("Allow"));
        Assert.Equal(405, (await client.GetAsync("test:80", method: "CONNECT")).Status);
        Assert.Equal(200, (await client.GetAsync("/hello.txt")).Status);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void What_cannot_be_parsed_is_refused_and_the_connection_closed(string driver) => Site.Run(driver, static async site =>
    {
        foreach ((string text, int status) in Malformed)
        {
            using Client client = await site.ConnectAsync();
            await client.SendAsync(text + "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n");
            Response response = await client.ReadAsync();
            Assert.Equal(status, response.Status);
            Assert.Equal("close", response.Field("Connection"));
            Assert.Empty(await client.ReadToEndAsync());
        }

        Assert.Equal(6, site.Server.Statistics.Refused);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Files_are_counted(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        long bytes = 0;
        for (int i = 0; i < 5; i++)
        {
            Response response = await client.GetAsync("/hello.txt");
            bytes += response.Head.Length + response.Body.Length;
        }

        HttpServerStatistics statistics = site.Server.Statistics;
        Assert.Equal(5, statistics.Requests);
        Assert.Equal(4, statistics.CacheHits);
        Assert.Equal(1, statistics.CacheLoads);
        Assert.Equal(bytes, statistics.BytesSent);
        Assert.Equal(1, statistics.Accepted);
        Assert.Equal(1, statistics.Active);
        Assert.Single(site.Server.LoopStatistics);
    });

    private static Func<HttpServerOptions, HttpServerOptions> Configure(string way) => options => way switch
    {
        "streamed" => options with { MaxCachedFileBytes = 5 },
        "uncached" => options with { CacheBytes = 0 },
        "direct" => options with { CacheBytes = 0, DirectReads = true },
        "direct cached" => options with { DirectReads = true },
        _ => options,
    };
}
