using Ringspun.Http.Tests.Server;

namespace Ringspun.Http.Tests.Client;

/// <summary>Our client and our server understand one another.</summary>
public sealed class ClientServerTests
{
    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Files_come_as_they_are(string driver) => Site.Run(driver, static async site =>
    {
        using PreparedRequest hello = PreparedRequest.Create("GET", "test", "/hello.txt", expected: new BodyPattern("o, w"u8));
        using PreparedRequest head = PreparedRequest.Create("HEAD", "test", "/hello.txt");
        using PreparedRequest large = PreparedRequest.Create("GET", "test", "/large.bin", expected: new BodyPattern(Site.Bytes(300_000).AsSpan(150_000, 100_000)));
        using PreparedRequest none = PreparedRequest.Create("GET", "test", "/none", expected: new BodyPattern("hello"u8));
        using PreparedRequest posted = PreparedRequest.Create("POST", "test", "/hello.txt", body: new byte[100_000]);
        (PreparedRequest Request, int Status, long? Bytes, bool IsMet)[] exchanges =
        [
            (hello, 200, 12, true), (head, 200, 0, true), (large, 200, 300_000, true), (none, 404, null, false), (posted, 405, null, true), (hello, 200, 12, true),
        ];
        var client = new HttpClientConnection<ExpectInBody>(new HttpClientOptions { PipelineDepth = exchanges.Length });
        Assert.Equal(default, await site.AttachAsync(client));
        for (int round = 0; round < 20; round++)
        {
            foreach ((PreparedRequest request, _, _, _) in exchanges)
            {
                client.Ask(request);
            }

            foreach ((PreparedRequest request, int status, long? bytes, bool isMet) in exchanges)
            {
                HttpExchange exchange = await client.ReadAsync();
                Assert.Equal(default, exchange.Failure);
                Assert.Same(request, exchange.Request);
                Assert.Equal((status, bytes ?? exchange.BodyBytes, isMet), (exchange.Status, exchange.BodyBytes, client.Sink.IsMet));
                Assert.True(exchange.IsReusable);
                Assert.InRange(exchange.FirstByte, exchange.Sent, exchange.End);
            }
        }

        client.Dispose();
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void The_same_object_takes_one_connection_after_another(string driver) => Site.Run(driver, static async site =>
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/hello.txt", [new("Connection", "close")]);
        using var client = new HttpClientConnection<IgnoreBody>();
        for (int i = 1; i <= 50; i++)
        {
            Assert.Equal(default, await site.AttachAsync(client));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => _ = await site.AttachAsync(client));
            client.Ask(request, tag: i);
            HttpExchange exchange = await client.ReadAsync();
            Assert.Equal((i, 200, true, false), (exchange.Tag, exchange.Status, exchange.IsComplete, exchange.IsReusable));
            Assert.Equal(i * request.Length, client.BytesSent);
        }
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_server_that_drains_loses_no_answer(string driver) => Site.Run(driver, static async site =>
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/hello.txt");
        using var client = new HttpClientConnection<IgnoreBody>();
        Assert.Equal(default, await site.AttachAsync(client));
        client.Ask(request);
        Assert.Equal(200, (await client.ReadAsync()).Status);
        Task drain = site.Server.DrainAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpFailureKind.Closed, (await client.ReadAsync()).Failure.Kind);
        await drain;
    });
}
