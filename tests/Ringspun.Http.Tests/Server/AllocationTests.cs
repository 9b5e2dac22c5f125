using System.Text;

namespace Ringspun.Http.Tests.Server;

/// <summary>A request for a file in memory costs no managed memory, neither the server nor the driver below it.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("/hello.txt", 1)]
    [InlineData("/hello.txt", 16)]
    [InlineData("/large.bin", 1)]
    [InlineData("/none", 1, 1200)]
    public void Requests_allocate_nothing(string target, int pipeline, int allowedPerRequest = 0) => Site.Run(Drivers.IoUring, async site =>
    {
        const int rounds = 3000;
        using Client client = await site.ConnectAsync();
        Response response = await client.GetAsync(target);
        byte[] request = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n", pipeline)));
        int expected = (response.Head.Length + response.Body.Length) * pipeline;
        byte[] buffer = new byte[expected];
        long before = 0;
        for (int round = -rounds; round < rounds; round++)
        {
            if (round == 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            _ = await client.Connection.SendAsync(request);
            for (int received = 0; received < expected;)
            {
                received += await client.Connection.ReceiveAsync(buffer.AsMemory(received));
            }
        }

        // What is renewed once a second, and what the runtime does meanwhile, is not per request.
        long perRequest = (GC.GetAllocatedBytesForCurrentThread() - before) / (rounds * pipeline);
        Assert.InRange(perRequest, 0, Math.Max(allowedPerRequest, 4));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Streamed_files_allocate_per_file_and_not_per_part(int megabytes) => Site.Run(Drivers.IoUring, async site =>
    {
        const int rounds = 200;
        int size = (megabytes * 1024 * 1024) + 100;
        File.WriteAllBytes(Path.Combine(site.Path, "streamed.bin"), Site.Bytes(size));
        using Client client = await site.ConnectAsync();
        Response response = await client.GetAsync("/streamed.bin");
        byte[] request = Encoding.ASCII.GetBytes("GET /streamed.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        int expected = response.Head.Length + response.Body.Length;
        byte[] buffer = new byte[expected];
        long before = 0;
        for (int round = -rounds; round < rounds; round++)
        {
            if (round == 0)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            _ = await client.Connection.SendAsync(request);
            for (int received = 0; received < expected;)
            {
                received += await client.Connection.ReceiveAsync(buffer.AsMemory(received));
            }
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / rounds, 0, 1500);
    }, static options => options with { CacheBytes = 0 });
}
