using Ringspun.Simulation;
using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Clients that begin with data, over bad links, with limits and keys that change: every stream arrives whole or its connection says why not.</summary>
public class FastOpenWorldTests
{
    private const int MaxLength = 4_000;

    [Fact]
    public void Streams_that_begin_in_the_syn_arrive_whole()
    {
        long opened = 0;
        long taken = 0;
        Seeded.Each(40, (seed, random) =>
        {
            (long accepted, long answered) = Run(seed, random);
            opened += accepted;
            taken += answered;
        });

        // Whatever single seeds do, in most worlds most connections begin with data.
        Assert.True(opened >= taken && (taken > 0 || Environment.GetEnvironmentVariable("RINGSPUN_SEED") is not null), $"{opened} and {taken}");
    }

    private static (long Accepted, long Taken) Run(int seed, Random random)
    {
        World world = new(seed, random);
        Host client = world.Add(Options(random, 1), "client");
        Host server = world.Add(Options(random, 2), "server");
        world.Internet.Connect(client, server, Conditions(random), Conditions(random));
        World.Listen(server, random.Next(1, 6));
        world.Length = () => random.Next(MaxLength);
        Endpoint service = new(server.Address(ipv4: true), World.Port);
        world.Internet.Guard($"fast-open-{seed}", () =>
        {
            for (int opens = random.Next(5, 25); opens > 0; opens--)
            {
                world.Open(client, service, speaksAtOnce: true);
                if (random.Next(4) == 0)
                {
                    byte[] key = new byte[StackSecret.Length];
                    random.NextBytes(key);
                    server.Stack.RotateFastOpenKey(new StackSecret(key));
                }

                // Some begin while others are under way, some alone.
                _ = random.Next(2) == 0
                    ? world.Internet.RunUntil(() => Settled(world), TimeSpan.FromSeconds(4_000))
                    : world.Internet.RunUntil(static () => false, TimeSpan.FromMilliseconds(random.Next(1, 200)));
            }

            _ = world.Internet.RunUntil(() => Settled(world), TimeSpan.FromSeconds(4_000));
            Assert.True(world.AllOver, world.Unfinished());
            world.ExpectNothingLeft();
        });
        return (server.Stack.Counters[StackCounter.FastOpenAccepted], client.Stack.Counters[StackCounter.FastOpenTaken]);
    }

    private static bool Settled(World world)
    {
        world.Step();
        return world.AllOver;
    }

    private static LinkOptions Conditions(Random random) => new()
    {
        Delay = LatencyDistribution.Uniform(TimeSpan.FromMicroseconds(random.Next(100, 30_000)), TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 40 : 30)),
        Loss = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.1,
        Duplication = random.Next(2) == 0 ? random.NextDouble() * 0.2 : 0,
        Reordering = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        ReorderingDelay = LatencyDistribution.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)),
        Mtu = 9_000,
    };

    private static StackOptions Options(Random random, int number) => new()
    {
        Addresses = [IpPrefix.Parse($"10.0.0.{number}/24"), IpPrefix.Parse($"fd00::{number}/64")],
        Mtu = random.Next(1280, 2000),
        Tcp = new TcpSettings
        {
            FastOpen = true,
            FastOpenPending = random.Next(1, 6),
            Sack = Arbitrary.Coin(random),
            Timestamps = Arbitrary.Coin(random),
            NoDelay = Arbitrary.Coin(random),
            ReceiveBuffer = random.Next(2_048, 10_000),
            SendBuffer = random.Next(2_048, 10_000),

            // A peer that has forgotten the connection is noticed by probes alone.
            KeepAlive = true,
            KeepAliveIdle = 300 * World.Second,
        },
    };
}
