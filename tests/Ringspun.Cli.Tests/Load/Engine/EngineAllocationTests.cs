using System.Text;
using Ringspun.Cli.Load.Results;
using Ringspun.Linux;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>A request costs no managed memory.</summary>
[Collection(nameof(EngineAllocationTests))]
public class EngineAllocationTests
{
    private const int Window = 100_000;

    // The JIT replaces first versions of methods in its own time: the best of several windows is what steady state costs.
    private const int Windows = 4;

    public static TheoryData<string, double?, int> Cases
    {
        get
        {
            TheoryData<string, double?, int> data = [];
            foreach (TheoryDataRow<string> driver in EngineWorld.Kernel)
            {
                data.Add(driver.Data, null, 1);
                data.Add(driver.Data, null, 8);
                data.Add(driver.Data, 200_000, 1);
            }

            return data;
        }
    }

    // What is renewed once a second is not per request: a tenth of a byte of it is.
    [Theory, MemberData(nameof(Cases))]
    public void A_hundred_thousand_requests_allocate_nothing(string driver, double? rate, int pipeline)
    {
        long served = 0;
        long before = 0;
        long least = long.MaxValue;
        EngineWorld.Run(
            driver,
            async (connection, _) =>
            {
                Chunk answer = NativeChunk.Allocate(TestServer.Hello.Length);
                Encoding.ASCII.GetBytes(TestServer.Hello, answer.Span);
                Chunk[] answers = [.. Enumerable.Repeat(answer, pipeline)];
                while (true)
                {
                    Chunk received = await connection.LeaseAsync();
                    int requests = received.Span.Count((byte)'G');
                    bool isEnd = received.IsEmpty;
                    received.Release();
                    if (isEnd)
                    {
                        return;
                    }

                    await connection.SendAsync(answers.AsMemory(0, requests));
                    if ((served / Window) != ((served + requests) / Window))
                    {
                        long now = GC.GetAllocatedBytesForCurrentThread();
                        least = served < Window ? least : Math.Min(least, now - before);
                        before = now;
                    }

                    served += requests;
                }
            },
            async world =>
            {
                LoadResult result = await world.MeasureAsync(world.Settings with
                {
                    Connections = 16,
                    Pipeline = pipeline,
                    Rate = rate,
                    Duration = null,
                    Requests = Window * (Windows + 1),
                });
                Assert.Equal((Window * (Windows + 1), 0), (result.Total.Answered, result.Failed));
            });
        Assert.InRange(least, 0, Window / 10);
    }
}
