using Ringspun.Http.Tests.Server;
using Ringspun.Linux;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Client;

/// <summary>In a network where everything goes wrong, every request is accounted for: once, in order, in time.</summary>
public sealed class ClientFaultProperties
{
    private const int Requests = 100;

    private const long Patience = 1_000_000_000;

    [Fact]
    public void Every_request_ends_once_in_order_and_in_time()
    {
        int? given = int.TryParse(Environment.GetEnvironmentVariable("RINGSPUN_SEED"), out int replayed) ? replayed : null;
        int first = given ?? Random.Shared.Next(1 << 30);
        var kinds = new HashSet<HttpFailureKind>();
        for (int seed = first; seed < first + (given is null ? 60 : 1); seed++)
        {
            try
            {
                RunOne(seed, kinds);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"replay with RINGSPUN_SEED={seed}", exception);
            }
        }

        // The faults have been met, or the test would show nothing.
        Assert.True(given is not null || kinds.Count >= 5, string.Join(' ', kinds));
    }

    private static void RunOne(int seed, HashSet<HttpFailureKind> kinds) => Site.Run(
        Drivers.Simulated,
        async site =>
        {
            site.ExpectsLog = true;
            var random = new Random(seed);
            using PreparedRequest hello = PreparedRequest.Create("GET", "test", "/hello.txt", expected: new BodyPattern("hello, world"u8));
            using PreparedRequest last = PreparedRequest.Create("GET", "test", "/hello.txt", [new("Connection", "close")]);
            using PreparedRequest large = PreparedRequest.Create("GET", "test", "/large.bin", expected: new BodyPattern(Site.Bytes(300_000)));
            using var client = new HttpClientConnection<ExpectInBody>(new HttpClientOptions { PipelineDepth = 4, SendTimeout = TimeSpan.FromSeconds(1) });
            int asked = 0;
            int read = 0;
            while (read < Requests)
            {
                while (client.CanAsk && asked < Requests && random.Next(3) > 0)
                {
                    PreparedRequest request = random.Next(20) switch { 0 => last, 1 => large, _ => hello };
                    client.Ask(request, site.Loop.ReadClock() + Patience, asked++);
                }

                if (client.Pending == 0 && (!client.IsOpen || asked == Requests))
                {
                    client.Dispose();
                    kinds.Add((await site.AttachAsync(client)).Kind);
                    continue;
                }

                if (client.Pending == 0)
                {
                    continue;
                }

                HttpExchange exchange = await client.ReadAsync();
                Assert.Equal(read++, exchange.Tag);
                kinds.Add(exchange.Failure.Kind);
                Assert.True(exchange.Sent == 0 || exchange.End - exchange.Sent <= 3 * Patience, "too late");
                if (exchange.IsComplete)
                {
                    Assert.Equal(200, exchange.Status);
                    Assert.Equal(exchange.Request == large ? 300_000 : 12, exchange.BodyBytes);
                    Assert.True(client.Sink.IsMet);
                }
            }
        },
        network: new SimulatedNetworkOptions { LargestPiece = 3000, ChunkSize = 1024, BufferCapacity = 8192, Faults = Fault },
        seed: seed);

    private static SimulatedNetworkFault Fault(SimulatedNetworkCall call) => call.Kind switch
    {
        SimulatedNetworkCallKind.Connect when call.Chance < 0.2 => new() { Error = Errno.ECONNREFUSED },
        SimulatedNetworkCallKind.Piece when call.Chance < 0.003 => new() { Resets = true },
        SimulatedNetworkCallKind.Piece when call.Chance < 0.006 => new() { Delay = TimeSpan.FromSeconds(3) },
        SimulatedNetworkCallKind.Send when call.Chance < 0.01 => new() { Error = Errno.ECONNRESET },
        SimulatedNetworkCallKind.Receive when call.Chance < 0.005 => new() { Error = Errno.ECONNRESET },
        _ => default,
    };
}
