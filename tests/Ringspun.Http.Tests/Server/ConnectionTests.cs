using System.Text;

namespace Ringspun.Http.Tests.Server;

/// <summary>Persistence, pipelines and bodies: where one request ends and the next begins.</summary>
public sealed class ConnectionTests
{
    private const string Hello = "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_connection_lives_as_long_as_both_sides_want(string driver) => Site.Run(driver, static async site =>
    {
        foreach ((string request, string? connection, bool isOpen) in new[]
        {
            (Hello, null, true),
            ("GET /hello.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close", false),
            ("GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "close", false),
            ("GET /hello.txt HTTP/1.0\r\n\r\n", "close", false),
            ("GET /hello.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", true),
        })
        {
            for (int round = 0; round < 2; round++)
            {
                using Client client = await site.ConnectAsync();
                await client.SendAsync(request);
                Response response = await client.ReadAsync();
                Assert.Equal(connection, response.Field("Connection"));
                if (isOpen)
                {
                    Assert.Equal(200, (await client.GetAsync("/")).Status);
                }
                else
                {
                    Assert.Empty(await client.ReadToEndAsync());
                }
            }
        }
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Pipelined_requests_are_answered_in_order(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        string[] targets = ["/hello.txt", "/none", "/", "/large.bin", "/dir", "/empty.txt", "/dir/", "/../x"];
        int[] statuses = [200, 404, 200, 200, 301, 200, 200, 400];
        var pipeline = new StringBuilder();
        for (int i = 0; i < 200; i++)
        {
            pipeline.Append(null, $"{(i % 3 == 0 ? "HEAD" : "GET")} {targets[i % targets.Length]} HTTP/1.1\r\nHost: a\r\n\r\n");
        }

        FiberHandle sender = site.Loop.Spawn(static work => work.client.SendAsync(work.text), (client, text: pipeline + "GET / HTTP/1.0\r\n\r\n" + Hello));
        for (int i = 0; i < 200; i++)
        {
            Response response = await client.ReadAsync(isHead: i % 3 == 0);
            Assert.Equal(statuses[i % targets.Length], response.Status);
            if (i % 3 != 0 && i % targets.Length == 3)
            {
                Assert.Equal(Site.Bytes(300_000), response.Body);
            }
        }

        await sender;
        Assert.Equal("close", (await client.ReadAsync()).Field("Connection"));
        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(201, site.Server.Statistics.Requests);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_request_may_come_in_pieces(string driver) => Site.Run(driver, static async site =>
    {
        const string text = "GET /hello.txt HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\nContent-Length: 5\r\n\r\nab\r\ncGET / HTTP/1.1\r\nHost: a\r\n\r\n";
        for (int split = 1; split < text.Length; split++)
        {
            using Client client = await site.ConnectAsync();
            await client.SendAsync(text[..split]);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            await client.SendAsync(text[split..]);
            Assert.Equal("hello, world", (await client.ReadAsync()).Text);
            Assert.Equal("<h1>root</h1>", (await client.ReadAsync()).Text);
        }

        using Client slow = await site.ConnectAsync();
        foreach (char c in text)
        {
            await slow.SendAsync(c.ToString());
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("hello, world", (await slow.ReadAsync()).Text);
        Assert.Equal("<h1>root</h1>", (await slow.ReadAsync()).Text);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Bodies_are_skipped_and_nothing_is_smuggled(string driver) => Site.Run(driver, static async site =>
    {
        string smuggled = "GET /none HTTP/1.1\r\nHost: evil\r\n\r\n";
        foreach (string request in new[]
        {
            $"GET /hello.txt HTTP/1.1\r\nHost: a\r\nContent-Length: {smuggled.Length}\r\n\r\n{smuggled}",
            $"GET /hello.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{smuggled.Length:x}\r\n{smuggled}\r\n0\r\nX: y\r\n\r\n",
            "GET /hello.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n000\r\n\r\n",
        })
        {
            using Client client = await site.ConnectAsync();
            await client.SendAsync(request + "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.Equal("hello, world", (await client.ReadAsync()).Text);
            Assert.Equal("13", (await client.ReadAsync(isHead: true)).Field("Content-Length"));
        }

        using Client posting = await site.ConnectAsync();
        await posting.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + Hello);
        Assert.Equal(405, (await posting.ReadAsync()).Status);
        Assert.Equal("hello, world", (await posting.ReadAsync()).Text);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Bodies_that_cannot_be_skipped_end_the_connection(string driver) => Site.Run(driver, static async site =>
    {
        foreach ((string request, int status) in new[]
        {
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", 413),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n", 413),
        })
        {
            using Client client = await site.ConnectAsync();
            await client.SendAsync(request + Hello);
            Response response = await client.ReadAsync();
            Assert.Equal(status, response.Status);
            Assert.Equal("close", response.Field("Connection"));
            Assert.Empty(await client.ReadToEndAsync());
        }
    }, static options => options with { Limits = new HttpLimits { MaxBodyBytes = 1000 } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_client_that_asks_is_told_to_continue(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        await client.SendAsync("GET /hello.txt HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Assert.Equal(100, (await client.ReadAsync()).Status);
        await client.SendAsync("abc");
        Assert.Equal("hello, world", (await client.ReadAsync()).Text);

        // Who sends the body without waiting is not told, and one without a body neither.
        await client.SendAsync("GET /hello.txt HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
        Assert.Equal(200, (await client.ReadAsync()).Status);
        Assert.Equal(200, (await client.GetAsync("/", "Expect: 100-continue\r\n")).Status);

        // A method that is refused anyway: the final status at once.
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Response refused = await client.ReadAsync();
        Assert.Equal(405, refused.Status);
        Assert.Equal("close", refused.Field("Connection"));
        Assert.Empty(await client.ReadToEndAsync());
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_client_may_end_its_side_first(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        await client.SendAsync(Hello + Hello);
        client.Connection.ShutdownSend();
        Assert.Equal("hello, world", (await client.ReadAsync()).Text);
        Assert.Equal("hello, world", (await client.ReadAsync()).Text);
        Assert.Empty(await client.ReadToEndAsync());
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_client_that_vanishes_harms_nobody(string driver) => Site.Run(driver, static async site =>
    {
        foreach (string text in (string[])["", "GET /he", Hello, "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"])
        {
            using (Client client = await site.ConnectAsync())
            {
                if (text.Length > 0)
                {
                    await client.SendAsync(text);
                }

                client.Connection.Abort();
            }

            Assert.Equal("hello, world", (await site.GetAsync("/hello.txt")).Text);
        }
    }, static options => options with { MaxCachedFileBytes = 100_000 });
}
