using Ringspun.Linux;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Server;

/// <summary>Files that change: what is sent is never old by more than a second, and never framed wrongly.</summary>
public sealed class FreshnessTests
{
    private static readonly TimeSpan MoreThanASecond = TimeSpan.FromMilliseconds(1050);

    public static TheoryData<string> AllDrivers => Drivers.All;

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_change_is_seen_after_a_second(string driver) => Site.Run(driver, static async site =>
    {
        Response before = await site.GetAsync("/hello.txt");
        Assert.Equal(404, (await site.GetAsync("/new.txt")).Status);
        site.Write("hello.txt", "HELLO, WORLD");
        site.Write("new.txt", "new");
        Assert.Equal("new", (await site.GetAsync("/new.txt")).Text);
        await Fiber.Sleep(MoreThanASecond);
        Response after = await site.GetAsync("/hello.txt");
        Assert.Equal("HELLO, WORLD", after.Text);
        Assert.NotEqual(before.Field("ETag"), after.Field("ETag"));
        Assert.NotEqual(before.Field("Date"), after.Field("Date"));

        File.Delete(Path.Combine(site.Path, "hello.txt"));
        File.Move(Path.Combine(site.Path, "new.txt"), Path.Combine(site.Path, "index.html"), overwrite: true);
        await Fiber.Sleep(MoreThanASecond);
        Assert.Equal(404, (await site.GetAsync("/hello.txt")).Status);
        Assert.Equal("new", (await site.GetAsync("/")).Text);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_file_in_demand_is_looked_at_once_a_second(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        var dates = new HashSet<string>();
        Response response = await client.GetAsync("/hello.txt");
        for (int i = 0; i < 40; i++)
        {
            Response next = await client.GetAsync("/hello.txt");
            Assert.Equal(response.Text, next.Text);
            Assert.Equal(response.Field("ETag"), next.Field("ETag"));
            dates.Add(next.Field("Date")!);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(60));
        }

        // Renewed in time, so that nobody waited for it; and the Date went on all the while.
        Assert.Equal(40, site.Server.Statistics.CacheHits);
        Assert.Equal(1, site.Server.Statistics.CacheLoads);
        Assert.InRange(dates.Count, 3, 4);
    });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_look_that_finds_the_file_gone_or_replaced_leaves_whole_answers(string driver) => Site.Run(driver, static async site =>
    {
        // Larger and smaller than what is kept together with its head. Not so young that they would be read again rather than compared.
        string[] names = ["small.bin", "big.bin", "leaving.bin"];
        byte[][] before = [Site.Bytes(1000), Site.Bytes(100_000), Site.Bytes(2000)];
        for (int i = 0; i < names.Length; i++)
        {
            File.WriteAllBytes(Path.Combine(site.Path, names[i]), before[i]);
        }

        await Fiber.Sleep(TimeSpan.FromMilliseconds(150));
        using Client client = await site.ConnectAsync();
        for (int i = 0; i < names.Length; i++)
        {
            Assert.Equal(before[i], (await client.GetAsync("/" + names[i])).Body);
        }

        File.WriteAllBytes(Path.Combine(site.Path, names[0]), Site.Bytes(50_001));
        File.WriteAllBytes(Path.Combine(site.Path, names[1]), []);
        File.Delete(Path.Combine(site.Path, names[2]));

        // In this half of its second a request still gets what is in memory, and starts the look. On some drivers that ends at once.
        await Fiber.Sleep(TimeSpan.FromMilliseconds(700));
        byte[][] after = [Site.Bytes(50_001), [], []];
        for (int i = 0; i < names.Length; i++)
        {
            Response response = await client.GetAsync("/" + names[i]);
            Assert.True(
                response.Status == 200 ? response.Body.SequenceEqual(before[i]) || response.Body.SequenceEqual(after[i]) : i == 2 && response.Status == 404,
                $"{names[i]}: {response.Head}");
        }
    });

    [Fact]
    public void A_file_too_large_for_the_cache_enters_it_once_it_is_smaller() => Site.Run(
        Drivers.Simulated,
        static async site =>
        {
            using Client client = await site.ConnectAsync();
            Assert.Equal(300_000, (await client.GetAsync("/large.bin")).Body.Length);
            site.Write("large.bin", "small now");
            await Fiber.Sleep(MoreThanASecond);
            Assert.Equal("small now", (await client.GetAsync("/large.bin")).Text);
            Assert.Equal(0, site.Server.Statistics.CacheLoads);
            await Fiber.Sleep(TimeSpan.FromSeconds(10));
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal("small now", (await client.GetAsync("/large.bin")).Text);
                await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
            }

            Assert.Equal(1, site.Server.Statistics.CacheLoads);
            Assert.InRange(site.Server.Statistics.CacheHits, 1, 2);
        },
        static options => options with { MaxCachedFileBytes = 100_000 });

    [Fact]
    public void Without_descriptors_what_is_in_memory_is_served_on()
    {
        bool isShort = false;
        Site.Run(
            Drivers.Simulated,
            async site =>
            {
                Assert.Equal("hello, world", (await site.GetAsync("/hello.txt")).Text);
                isShort = true;
                for (int i = 0; i < 5; i++)
                {
                    await Fiber.Sleep(MoreThanASecond);
                    Assert.Equal("hello, world", (await site.GetAsync("/hello.txt")).Text);
                    Assert.Equal(503, (await site.GetAsync("/empty.txt")).Status);
                }

                site.Write("hello.txt", "HELLO, WORLD");
                isShort = false;
                await Fiber.Sleep(MoreThanASecond);
                Assert.Equal("HELLO, WORLD", (await site.GetAsync("/hello.txt")).Text);
            },
            simulation: new SimulatedDriverOptions
            {
                FileFaults = call => new SimulatedFileFault { Error = isShort && call.Kind == SimulatedFileCallKind.Open ? Errno.EMFILE : Errno.None },
            });
    }

    [Fact]
    public void Requests_at_once_read_a_file_once()
    {
        int opens = 0;
        int reads = 0;
        SimulatedFileFault Count(SimulatedFileCall call)
        {
            opens += call.Kind == SimulatedFileCallKind.Open ? 1 : 0;
            reads += call.Kind == SimulatedFileCallKind.Read ? 1 : 0;
            return new SimulatedFileFault { Delay = TimeSpan.FromMilliseconds(20) };
        }

        Site.Run(
            Drivers.Simulated,
            async site =>
            {
                var fibers = new List<FiberHandle>();
                for (int i = 0; i < 50; i++)
                {
                    fibers.Add(site.Loop.Spawn(static async s => Assert.Equal("hello, world", (await s.GetAsync("/hello.txt")).Text), site));
                }

                foreach (FiberHandle fiber in fibers)
                {
                    await fiber;
                }

                Assert.Equal((1, 1), (opens, reads));
                fibers.Clear();
                await Fiber.Sleep(MoreThanASecond);
                for (int i = 0; i < 50; i++)
                {
                    fibers.Add(site.Loop.Spawn(static async s => Assert.Equal("hello, world", (await s.GetAsync("/hello.txt")).Text), site));
                }

                foreach (FiberHandle fiber in fibers)
                {
                    await fiber;
                }

                Assert.Equal((2, 1), (opens, reads));
            },
            simulation: new SimulatedDriverOptions { FileFaults = Count });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_cannot_be_opened_says_why(bool cached)
    {
        Errno error = Errno.None;
        Site.Run(
            Drivers.Simulated,
            async site =>
            {
                foreach ((Errno errno, int status) in ((Errno, int)[])
                [
                    (Errno.EACCES, 403), (Errno.ENOENT, 404), (Errno.EXDEV, 404), (Errno.ELOOP, 404), (Errno.EMFILE, 503), (Errno.EIO, 500),
                ])
                {
                    error = errno;
                    Assert.Equal(status, (await site.GetAsync("/hello.txt")).Status);
                }

                error = Errno.None;
                Assert.Equal(200, (await site.GetAsync("/hello.txt")).Status);
            },
            options => options with { CacheBytes = cached ? 1 << 20 : 0 },
            new SimulatedDriverOptions { FileFaults = call => new SimulatedFileFault { Error = call.Kind == SimulatedFileCallKind.Open ? error : Errno.None } });
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 131_072)]
    [InlineData(1000, 0)]
    [InlineData(1000, 262_144)]
    public void A_file_that_shrinks_while_it_is_sent_breaks_the_connection(int endsAfter, int offset) => Site.Run(
        Drivers.Simulated,
        static async site =>
        {
            using Client client = await site.ConnectAsync();
            await client.SendAsync("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /hello.txt HTTP/1.1\r\nHost: a\r\n\r\n");
            var exception = await Assert.ThrowsAsync<LinuxException>(async () => _ = await client.ReadToEndAsync());
            Assert.Equal(Errno.ECONNRESET, exception.Errno);
            Assert.Equal(1, site.Server.Statistics.Aborted);
        },
        static options => options with { CacheBytes = 0 },
        new SimulatedDriverOptions { FileFaults = call => new SimulatedFileFault { EndsAfter = call.Kind == SimulatedFileCallKind.Read && call.Offset == offset ? endsAfter : null } });

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_file_that_grows_while_it_is_sent_keeps_its_length(string driver) => Site.Run(driver, static async site =>
    {
        using Client client = await site.ConnectAsync();
        string path = Path.Combine(site.Path, "growing.bin");
        File.WriteAllBytes(path, Site.Bytes(3_000_000));
        await client.SendAsync("GET /growing.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        while (site.Server.Statistics.Requests == 0)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        await Fiber.Sleep(TimeSpan.FromMilliseconds(20));

        using (FileStream stream = new(path, FileMode.Append))
        {
            stream.Write(Site.Bytes(100_000));
        }

        Assert.Equal(Site.Bytes(3_000_000), (await client.ReadAsync()).Body);
        Assert.Equal(200, (await client.GetAsync("/")).Status);
        Assert.Equal(3_100_000, (await client.GetAsync("/growing.bin")).Body.Length);
    }, static options => options with { CacheBytes = 0 });

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_read_again()
    {
        int reads = 0;
        Site? running = null;
        SimulatedFileFault Change(SimulatedFileCall call)
        {
            if (call.Kind == SimulatedFileCallKind.Read && call.Path == "hello.txt" && reads++ == 0)
            {
                running!.Write("hello.txt", "something longer than before");
            }

            return default;
        }

        Site.Run(
            Drivers.Simulated,
            async site =>
            {
                running = site;
                Assert.Equal("something longer than before", (await site.GetAsync("/hello.txt")).Text);
                Assert.Equal(2, reads);
            },
            simulation: new SimulatedDriverOptions { FileFaults = Change });
    }

    [Fact]
    public void A_file_that_always_changes_is_streamed()
    {
        int changes = 0;
        Site? running = null;
        SimulatedFileFault Change(SimulatedFileCall call)
        {
            if (call.Kind == SimulatedFileCallKind.Status)
            {
                running!.Write("hello.txt", "version " + ++changes);
            }

            return default;
        }

        Site.Run(
            Drivers.Simulated,
            async site =>
            {
                running = site;
                Assert.Equal("version 3", (await site.GetAsync("/hello.txt")).Text);
                Assert.Equal("version 3", (await site.GetAsync("/hello.txt")).Text);
                Assert.Equal(3, changes);
            },
            simulation: new SimulatedDriverOptions { FileFaults = Change });
    }

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public void A_small_cache_holds_what_fits(string driver) => Site.Run(driver, static async site =>
    {
        for (int i = 0; i < 50; i++)
        {
            File.WriteAllBytes(Path.Combine(site.Path, $"{i}.bin"), Site.Bytes(10_000 + i));
        }

        using Client client = await site.ConnectAsync();
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 50; i++)
            {
                Assert.Equal(Site.Bytes(10_000 + i), (await client.GetAsync($"/{i}.bin")).Body);
            }
        }

        client.Dispose();
        while (site.Server.Statistics.Active > 0)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(site.Server.Statistics.CacheBytes, 60_000, 100_000);
        Assert.True(site.Server.Statistics.CacheLoads > 100);
    }, static options => options with { CacheBytes = 100_000, MaxCachedFileBytes = 20_000 });
}
