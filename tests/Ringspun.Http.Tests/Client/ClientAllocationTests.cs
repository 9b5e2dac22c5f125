using System.Diagnostics;
using Ringspun.Http.Tests.Server;

namespace Ringspun.Http.Tests.Client;

/// <summary>A request costs no managed memory: neither in the client, nor in the server that answers it on the same loop.</summary>
[Collection(nameof(AllocationTests))]
public sealed class ClientAllocationTests
{
    private const int Requests = 102_400;

    private const int Connections = 8;

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
        HttpClientConnection<IgnoreBody>[] ignoring = await ConnectAsync<IgnoreBody>(site, depth);
        HttpClientConnection<ExpectInBody>[] checking = await ConnectAsync<ExpectInBody>(site, depth);
        var clock = Stopwatch.StartNew();
        long allocated;
        do
        {
            while (await MeasureAsync(5120) >= 500 && clock.Elapsed < Patience)
            {
            }

            allocated = await MeasureAsync(Requests);
        }
        while (allocated >= Requests / 10 && clock.Elapsed < Patience);

        Assert.InRange(allocated, 0, (Requests / 10) - 1);
        Array.ForEach(ignoring, static client => client.Dispose());
        Array.ForEach(checking, static client => client.Dispose());

        async Fiber<long> MeasureAsync(int requests)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long bytes = await AskAsync(ignoring, plain, depth, requests / 2) + await AskAsync(checking, expects, depth, requests / 2);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(12L * requests, bytes);
            Assert.All(checking, static client => Assert.True(client.Sink.IsMet));
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

    private static async Fiber<HttpClientConnection<TSink>[]> ConnectAsync<TSink>(Site site, int depth)
        where TSink : struct, IResponseSink
    {
        var clients = new HttpClientConnection<TSink>[Connections];
        for (int i = 0; i < Connections; i++)
        {
            clients[i] = new HttpClientConnection<TSink>(new HttpClientOptions { PipelineDepth = depth });
            Assert.Equal(default, await site.AttachAsync(clients[i]));
        }

        return clients;
    }

    /// <summary>Fills all pipelines, then reads what they bring, until there have been so many requests; the bytes of their bodies.</summary>
    private static async Fiber<long> AskAsync<TSink>(HttpClientConnection<TSink>[] clients, PreparedRequest request, int depth, int count)
        where TSink : struct, IResponseSink
    {
        EventLoop loop = EventLoop.Current!;
        long bytes = 0;
        for (int read = 0; read < count;)
        {
            for (int i = 0; i < clients.Length; i++)
            {
                for (int asked = 0; asked < depth; asked++)
                {
                    clients[i].Ask(request, loop.Now + 5_000_000_000);
                }

                clients[i].Flush();
            }

            for (int i = 0; i < clients.Length; i++)
            {
                while (clients[i].Pending > 0)
                {
                    bytes += (await clients[i].ReadAsync()).BodyBytes;
                    read++;
                }
            }
        }

        return bytes;
    }
}
