using System.Diagnostics;
using System.Text;

namespace Ringspun.Http.Tests.Server;

/// <summary>A request for a file in memory costs no managed memory, neither the server nor the driver below it.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Rounds = 500;

    /// <summary>The JIT replaces slow first versions of methods in its own time; by then they are replaced on any machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string, int> HotTargets
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var driver in Drivers.Kernel)
            {
                data.Add(driver.Data, "/hello.txt", 1);
                data.Add(driver.Data, "/hello.txt", 16);
                data.Add(driver.Data, "/large.bin", 1);
                data.Add(driver.Data, "/hello.txt?conditions", 1);
            }

            return data;
        }
    }

    public static TheoryData<string> KernelDrivers => Drivers.Kernel;

    // What is renewed once a second, and what the runtime does meanwhile, is not per request: less than a byte of it is.
    [Theory]
    [MemberData(nameof(HotTargets))]
    public void Requests_for_files_in_memory_allocate_nothing(string driver, string target, int pipeline) => Site.Run(driver, async site =>
        Assert.InRange(await MeasureAsync(site, target, pipeline, Rounds - 1), 0, Rounds - 1));

    // A descriptor, its path and its operations: objects per file.
    [Theory]
    [MemberData(nameof(KernelDrivers))]
    public void Streamed_files_allocate_per_file_and_not_per_part(string driver) => Site.Run(driver, async site =>
    {
        File.WriteAllBytes(Path.Combine(site.Path, "streamed.bin"), Site.Bytes((4 * 1024 * 1024) + 100));
        Assert.InRange(await MeasureAsync(site, "/streamed.bin", 1, 50 * 2000) / 50, 0, 2000);
    }, static options => options with { CacheBytes = 0 });

    /// <summary>Repeats a batch of requests until one allocates no more than is expected; returns what the last one allocated.</summary>
    private static async Fiber<long> MeasureAsync(Site site, string target, int pipeline, long expected)
    {
        string fields = target.EndsWith("conditions", StringComparison.Ordinal) ? "If-None-Match: \"x\", \"y\"\r\nRange: bytes=1-5\r\n" : "";
        using Client client = await site.ConnectAsync();
        Response response = await client.GetAsync(target, fields);
        byte[] request = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET {target} HTTP/1.1\r\nHost: a\r\n{fields}\r\n", pipeline)));
        int length = (response.Head.Length + response.Body.Length) * pipeline;
        int rounds = length > 1_000_000 ? 50 : Rounds;
        byte[] buffer = new byte[length];
        var clock = Stopwatch.StartNew();
        while (true)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < rounds; round++)
            {
                _ = await client.Connection.SendAsync(request);
                for (int received = 0; received < length;)
                {
                    received += await client.Connection.ReceiveAsync(buffer.AsMemory(received));
                }
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated <= expected || clock.Elapsed > Patience)
            {
                return allocated;
            }
        }
    }
}
