using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>
/// Two to eight stacks behind routers and bad links, connections that open, transfer, close and abort at random: each ends, in order or with a named
/// reason. RINGSPUN_SEEDS=20 runs 6,000 worlds.
/// </summary>
public class RandomWorldTests
{
    private const int MaxLength = 30_000;

    // Longer than any user timeout below, and as long again for what waits for the other side's.
    private const long Limit = 4_000 * World.Second;

    [Fact]
    public void Every_transfer_ends() => Seeded.Each(300, Run);

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        ulong first = Create(3);
        Assert.Equal(first, Create(3));
        Assert.NotEqual(first, Create(4));

        static ulong Create(int seed)
        {
            World world = RandomWorld.Create(seed, new Random(seed));
            Live(world);
            return world.Internet.TraceHash;
        }
    }

    private static void Run(int seed, Random random)
    {
        World world = RandomWorld.Create(seed, random);
        world.Internet.Guard(nameof(RandomWorldTests), () => Live(world));
    }

    private static void Live(World world)
    {
        Random random = world.Random;
        world.Length = () => random.Next(MaxLength);
        int opens = random.Next(3, 16);
        while (world.Internet.Now < Limit && (opens > 0 || !world.AllOver))
        {
            // The applications act after microseconds or after seconds.
            world.Internet.Run(TimeSpan.FromMicroseconds(random.Next(1 << random.Next(1, 24))));
            world.Step();
            if (random.Next(100) == 0 && world.Parties.Count > 0)
            {
                world.Abort(world.Parties[random.Next(world.Parties.Count)]);
            }

            if (opens > 0 && (world.AllOver || random.Next(10) == 0))
            {
                opens--;
                Open(world);
            }
        }

        Assert.True(opens == 0 && world.AllOver, $"not over at {world.Internet.Now}, {opens} to open:\n{world.Unfinished()}");
        world.ExpectNothingLeft();
    }

    private static void Open(World world)
    {
        Random random = world.Random;
        Host from = world.Hosts[random.Next(world.Hosts.Count)];
        Host to = world.Hosts.Where(host => host != from).ElementAt(random.Next(world.Hosts.Count - 1));
        bool ipv4 = Arbitrary.Coin(random);
        if (random.Next(8) != 0)
        {
            world.Open(from, new Endpoint(to.Address(ipv4), World.Port));
            return;
        }

        // Both at once. The port is one that no other connection of the world has.
        Endpoint one = new(from.Address(ipv4), (ushort)(1_000 + world.Parties.Count));
        Endpoint other = new(to.Address(ipv4), (ushort)(2_000 + world.Parties.Count));
        world.Open(from, other, one);
        world.Open(to, one, other);
    }
}
