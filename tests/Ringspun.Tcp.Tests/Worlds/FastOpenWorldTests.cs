using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Clients that begin with data, over bad links, with limits and keys that change: every stream arrives whole or its connection says why not.</summary>
public class FastOpenWorldTests
{
    private const long Second = 1_000_000_000;
    private const int MaxLength = 4_000;

    [Fact]
    public void Streams_that_begin_in_the_syn_arrive_whole()
    {
        long opened = 0;
        long taken = 0;
        Seeded.Each(40, random =>
        {
            (long accepted, long answered) = Run(random);
            opened += accepted;
            taken += answered;
        });

        // Whatever single seeds do, in most worlds most connections begin with data.
        Assert.True(opened >= taken && (taken > 0 || Environment.GetEnvironmentVariable("RINGSPUN_SEED") is not null), $"{opened} and {taken}");
    }

    private static (long Accepted, long Taken) Run(Random random)
    {
        LinkConditions conditions = new()
        {
            Delay = random.NextInt64(100_000, 30_000_000),
            Jitter = random.Next(3) == 0 ? random.NextInt64(10_000_000) : 0,
            Loss = random.Next(2) == 0 ? 0 : random.NextDouble() * 0.1,
            Duplication = random.Next(2) == 0 ? random.NextDouble() * 0.2 : 0,
            Straggling = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        };
        Internet internet = new(random, conditions);
        Internet.Host client = internet.Add(Options(random, 1));
        Internet.Host server = internet.Add(Options(random, 2));
        Endpoint service = new(IpAddress.Parse("10.0.0.2"), 80);
        Assert.Equal(StackError.None, server.Stack.Listen(service, random.Next(1, 6), out ListenerId listener));
        List<Transfer> transfers = [];
        int opens = random.Next(5, 25);
        internet.Run(internet.Now + (4_000 * Second), Act, () => opens == 0 && transfers.TrueForAll(static transfer => transfer.IsOver));
        Assert.All(transfers, static transfer => Assert.True(transfer.IsOver, $"{transfer.Id} goes on after {transfer.Received} bytes: {transfer}"));
        foreach (Transfer transfer in transfers)
        {
            transfer.Release(internet.Now);
        }

        internet.Run(internet.Now + (4_000 * Second), AcceptAndDrop, static () => false);
        Assert.All(internet.Hosts, static host => Assert.Equal((0, 0L), (host.Stack.ConnectionCount, host.Pool.Rented)));
        return (server.Stack.Counters[StackCounter.FastOpenAccepted], client.Stack.Counters[StackCounter.FastOpenTaken]);

        void Act()
        {
            while (server.Stack.Accept(listener, out ConnectionId id, out _) == StackError.None)
            {
                transfers.Add(new Transfer(server.Stack, id, 2, random.Next(MaxLength), 1));
            }

            foreach (Transfer transfer in transfers)
            {
                transfer.Step(internet.Now, random);
            }

            if (random.Next(100) == 0)
            {
                byte[] key = new byte[StackSecret.Length];
                random.NextBytes(key);
                server.Stack.RotateFastOpenKey(new StackSecret(key));
            }

            bool idle = transfers.TrueForAll(static transfer => transfer.IsOver);
            if (opens > 0 && (idle || random.Next(20) == 0))
            {
                opens--;
                Assert.Equal(StackError.None, client.Stack.Connect(internet.Now, service, out ConnectionId id));
                Transfer begun = new(client.Stack, id, 1, random.Next(MaxLength), 2);
                begun.Step(internet.Now, random);
                transfers.Add(begun);
            }
        }

        void AcceptAndDrop()
        {
            while (server.Stack.Accept(listener, out ConnectionId id, out _) == StackError.None)
            {
                server.Stack.Abort(id);
            }
        }
    }

    private static StackOptions Options(Random random, int number) => new()
    {
        Addresses = [IpPrefix.Parse($"10.0.0.{number}/24")],
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
            KeepAliveIdle = 300 * Second,
        },
    };
}
