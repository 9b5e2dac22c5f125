using System.Text;
using Ringspun.Linux;

namespace Ringspun.Http.Tests.Server;

/// <summary>How long connections live: timeouts, limits, and the end of the server.</summary>
public sealed class LifetimeTests
{
    private const string Hello = "GET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_head_that_does_not_come_is_answered_with_408(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        long start = site.Loop.ReadClock();
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        await client.SendAsync(Hello[..10]);

        // A byte now and then does not prolong it.
        for (int i = 0; i < 4; i++)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(30));
            await client.SendAsync("x");
        }

        Response response = await client.ReadAsync();
        Assert.Equal(408, response.Status);
        Assert.Equal("close", response.Field("Connection"));
        Assert.Empty(await client.ReadToEndAsync());
        Assert.InRange(site.Loop.ReadClock() - start, 150_000_000, 1_000_000_000);
    }, static options => options with { Limits = new HttpLimits { HeadTimeout = TimeSpan.FromMilliseconds(150) } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void An_idle_connection_is_closed_without_a_word(string driver) => Site.Run(driver, static async site =>
    {
        using Client fresh = await site.ConnectAsync();
        using Client used = await site.ConnectAsync();
        Assert.Equal(200, (await used.GetAsync("/")).Status);
        Assert.Empty(await fresh.ReadToEndAsync());
        Assert.Empty(await used.ReadToEndAsync());
        Assert.Equal(0, site.Server.Statistics.Aborted);
    }, static options => options with { Limits = new HttpLimits { IdleTimeout = TimeSpan.FromMilliseconds(100) } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_body_that_does_not_come_ends_the_connection(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        await AssertResetAsync(client);
        Assert.Equal(1, site.Server.Statistics.Aborted);
    }, static options => options with { Limits = new HttpLimits { BodyTimeout = TimeSpan.FromMilliseconds(100) } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Clients_that_ask_and_take_nothing_keep_nobody_waiting(string driver) => Site.Run(driver, static async site =>
    {
        // Answers that fill every buffer on the way, and after them more requests than the receive buffers of a loop hold.
        File.WriteAllBytes(Path.Combine(site.Path, "huge.bin"), Site.Bytes(20_000_000));
        string first = "GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n";
        byte[] rest = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Hello, 1500)));
        var crowd = new List<Client>();
        for (int i = 0; i < 80; i++)
        {
            Client greedy = await site.ConnectAsync();
            crowd.Add(greedy);
            await greedy.SendAsync(first);
        }

        foreach (Client greedy in crowd)
        {
            _ = greedy.Connection.SendAsync(rest);
        }

        await Fiber.Sleep(TimeSpan.FromMilliseconds(300));
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("hello, world", (await site.GetAsync("/hello.txt")).Text);
        }

        crowd.ForEach(static greedy => greedy.Connection.Abort());
        crowd.ForEach(static greedy => greedy.Dispose());
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_request_on_its_way_when_the_drain_begins_is_answered(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Task drain = site.Server.DrainAsync(TimeSpan.FromSeconds(1));
        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
        Response response = await client.GetAsync("/hello.txt");
        Assert.Equal("hello, world", response.Text);
        Assert.Equal("close", response.Field("Connection"));
        Assert.Empty(await client.ReadToEndAsync());
        client.Dispose();
        await drain;
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_client_that_takes_nothing_is_dropped(string driver) => Site.Run(driver, static async site =>
    {
        File.WriteAllBytes(Path.Combine(site.Path, "huge.bin"), Site.Bytes(20_000_000));
        using Client client = await site.ConnectAsync();
        await client.SendAsync("GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        while (site.Server.Statistics.Active > 0)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(1, site.Server.Statistics.Aborted);
    }, static options => options with { Limits = new HttpLimits { WriteTimeout = TimeSpan.FromMilliseconds(300) } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void Connections_beyond_the_limit_wait(string driver) => Site.Run(driver, static async site =>
    {
        site.ExpectsLog = true;
        using Client first = await site.ConnectAsync();
        using Client second = await site.ConnectAsync();
        Assert.Equal(200, (await first.GetAsync("/")).Status);
        Assert.Equal(200, (await second.GetAsync("/")).Status);
        using Client third = await site.ConnectAsync();
        await third.SendAsync(Hello);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(20));
        Assert.Equal(2, site.Server.Statistics.Active);
        first.Dispose();
        Assert.Equal("hello, world", (await third.ReadAsync()).Text);
        Assert.Contains(site.Logger.Messages, static m => m.Contains("MaxConnections", StringComparison.Ordinal));
    }, static options => options with { MaxConnections = 2 });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_drain_answers_what_is_under_way_and_nothing_more(string driver) => Site.Run(driver, static async site =>
    {
        using Client idle = await site.ConnectAsync();
        using Client busy = await site.ConnectAsync();
        using Client slow = await site.ConnectAsync();
        Assert.Equal(200, (await idle.GetAsync("/")).Status);
        await busy.SendAsync("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        await slow.SendAsync(Hello[..20]);
        while (site.Server.Statistics.Requests < 2 || site.Server.Statistics.Active < 3)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        Task drain = site.Server.DrainAsync(TimeSpan.FromSeconds(10));
        Assert.Same(drain, site.Server.DrainAsync(TimeSpan.Zero));
        Assert.Empty(await idle.ReadToEndAsync());
        await slow.SendAsync(Hello[20..] + Hello);
        Response last = await slow.ReadAsync();
        Assert.Equal("hello, world", last.Text);
        Assert.Equal("close", last.Field("Connection"));
        Assert.Empty(await slow.ReadToEndAsync());
        Assert.Equal(Site.Bytes(300_000), (await busy.ReadAsync()).Body);
        busy.Dispose();
        await drain;
        Assert.Equal(0, site.Server.Statistics.Active);
        await Assert.ThrowsAsync<LinuxException>(async () => _ = await site.ConnectAsync());
    }, static options => options with { CacheBytes = 0 });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_drain_ends_in_time(string driver) => Site.Run(driver, static async site =>
    {
        site.ExpectsLog = true;
        using Client slow = await site.ConnectAsync();
        await slow.SendAsync(Hello[..20]);
        while (site.Server.Statistics.Active < 1)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
        long start = site.Loop.ReadClock();
        await site.Server.DrainAsync(TimeSpan.FromMilliseconds(100));
        Assert.InRange(site.Loop.ReadClock() - start, 100_000_000, 1_000_000_000);
        await AssertResetAsync(slow);
        Assert.Equal(1, site.Server.Statistics.Aborted);
    });

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        foreach (HttpServerOptions options in (HttpServerOptions[])
        [
            new() { CacheBytes = -1 }, new() { MaxConnections = 0 }, new() { IndexFile = "" }, new() { IndexFile = "../x" }, new() { MaxCachedFileBytes = -1 },
            new() { Limits = new() { MaxHeadBytes = 100 } }, new() { Limits = new() { HeadTimeout = TimeSpan.Zero } },
            new() { Limits = new() { MaxFieldCount = 0 } }, new() { Limits = new() { MaxPipelinedRequests = 0 } },
        ])
        {
            Assert.ThrowsAny<ArgumentException>(options.Validate);
        }

        new HttpServerOptions().Validate();
    }

    private static async Fiber AssertResetAsync(Client client)
    {
        try
        {
            _ = await client.ReadToEndAsync();
            Assert.Fail("The connection ended as if nothing had happened.");
        }
        catch (LinuxException exception)
        {
            Assert.Equal(Errno.ECONNRESET, exception.Errno);
        }
    }
}
