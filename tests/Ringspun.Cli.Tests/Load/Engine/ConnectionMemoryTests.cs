using System.Net;
using System.Net.Sockets;
using Ringspun.Cli.Load.Requests;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>A connection costs little managed memory. Alone in its process while it runs: what others allocate would be taken for its own.</summary>
[CollectionDefinition(nameof(ConnectionMemoryTests), DisableParallelization = true)]
[Collection(nameof(ConnectionMemoryTests))]
public class ConnectionMemoryTests
{
    private const int MostPerConnection = 2048;

    // What a crowd costs beyond a smaller crowd: what the loop keeps for any number of them is not theirs.
    [Theory, MemberData(nameof(EngineWorld.Kernel), MemberType = typeof(EngineWorld))]
    public void A_connection_costs_little_memory(string driver)
    {
        const int Few = 500;
        const int Many = 3500;
        long grown = 0;
        EngineWorld.Run(driver, TestServer.Answering(TimeSpan.Zero), async world =>
        {
            await MeasureMemoryAsync(world, Few);
            grown = await MeasureMemoryAsync(world, Many) - await MeasureMemoryAsync(world, Few);
        });
        Assert.InRange(grown / (Many - Few), 1, MostPerConnection);
    }

    /// <summary>The managed memory that is in use while so many connections wait for their answers.</summary>
    private static async Fiber<long> MeasureMemoryAsync(EngineWorld world, int connections)
    {
        // The kernel completes connections that nobody accepts: this process has the client's ends alone.
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        long used = 0;
        await world.MeasureAsync(
            world.Settings with
            {
                Urls = [new WeightedUrl(new Uri($"http://{listener.LocalEndPoint}/"))],
                Connections = connections,
                Duration = TimeSpan.FromMinutes(1),
                Timeout = TimeSpan.FromMinutes(1),
            },
            shown: (engine, sample) =>
            {
                if (sample.Connections == connections && used == 0)
                {
                    used = GC.GetTotalMemory(forceFullCollection: true);
                    engine.Interrupt();
                }
            });
        return used;
    }
}
