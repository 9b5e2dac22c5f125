using System.Diagnostics;
using Ringspun.Http.Tests.Server;

namespace Ringspun.Http.Tests.Client;

/// <summary>A request costs no managed memory: neither in the client, nor in the server that answers it on the same loop.</summary>
[Collection(nameof(AllocationTests))]
public sealed class ClientAllocationTests
{
    private const int Requests = 100_000;

    /// <summary>The JIT replaces slow first versions of methods in its own time; by then they are replaced on any machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (TheoryDataRow<string> driver in Drivers.Kernel)
            {
                data.Add(driver.Data, 1);
                data.Add(driver.Data, 16);
            }

            return data;
        }
    }

    // What the server renews once a second, and what the runtime does meanwhile, is not per request: a tenth of a byte of it is.
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_hundred_thousand_requests_allocate_nothing(string driver, int depth) => Site.Run(driver, async site =>
    {
        using PreparedRequest plain = PreparedRequest.Create("GET", "test", "/hello.txt");
        using PreparedRequest expects = PreparedRequest.Create("GET", "test", "/hello.txt", expected: new BodyPattern("world"u8));
        using var client = new HttpClientConnection<IgnoreBody>(new HttpClientOptions { PipelineDepth = depth });
        using var checking = new HttpClientConnection<ExpectInBody>(new HttpClientOptions { PipelineDepth = depth });
        Assert.Equal(default, await site.AttachAsync(client));
        Assert.Equal(default, await site.AttachAsync(checking));
        var clock = Stopwatch.StartNew();
        long allocated;
        do
        {
            while (await MeasureAsync(5000) >= 500 && clock.Elapsed < Patience)
            {
            }

            allocated = await MeasureAsync(Requests);
        }
        while (allocated >= Requests / 10 && clock.Elapsed < Patience);

        Assert.InRange(allocated, 0, (Requests / 10) - 1);

        async Fiber<long> MeasureAsync(int requests)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long bytes = await AskAsync(client, plain, depth, requests / 2) + await AskAsync(checking, expects, depth, requests / 2);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(12L * requests, bytes);
            Assert.True(checking.Sink.IsMet);
            return allocated;
        }
    });

    // With the fiber that reads from it, and what the network keeps, fifty thousand are to fit into 100 MB.
    [Fact]
    public void A_client_at_rest_is_small() => Drivers.Run(Drivers.Epoll, 1, null, null, static (_, _) =>
    {
        _ = new HttpClientConnection<IgnoreBody>();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var client = new HttpClientConnection<IgnoreBody>();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 600);
        GC.KeepAlive(client);
        return Fiber.Completed;
    });

    private static async Fiber<long> AskAsync<TSink>(HttpClientConnection<TSink> client, PreparedRequest request, int depth, int count)
        where TSink : struct, IResponseSink
    {
        EventLoop loop = EventLoop.Current!;
        long bytes = 0;
        for (int asked = 0, read = 0; read < count; read++)
        {
            while (asked < count && client.Pending < depth)
            {
                client.Ask(request, loop.Now + 5_000_000_000);
                asked++;
            }

            bytes += (await client.ReadAsync()).BodyBytes;
        }

        return bytes;
    }
}
