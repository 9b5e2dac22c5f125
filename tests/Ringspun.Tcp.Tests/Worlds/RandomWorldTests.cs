using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Two to eight stacks over bad links, connections that open, transfer, close and abort at random: each ends, in order or with a named reason.</summary>
public class RandomWorldTests
{
    private const long Second = 1_000_000_000;
    private const int MaxLength = 30_000;

    [Fact]
    public void Every_transfer_ends() => Seeded.Each(60, Run);

    private static void Run(Random random)
    {
        LinkConditions conditions = new()
        {
            Delay = random.NextInt64(100_000, 30_000_000),
            Jitter = random.Next(3) == 0 ? random.NextInt64(10_000_000) : 0,
            Loss = random.Next(3) == 0 ? 0 : random.NextDouble() * 0.1,
            Burst = random.Next(3) == 0 ? random.NextDouble() * 0.8 : 0,
            Duplication = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
            Corruption = random.Next(3) == 0 ? random.NextDouble() * 0.05 : 0,
            Straggling = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
            Rate = random.Next(3) == 0 ? random.NextInt64(1_000_000, 100_000_000) : 0,
        };
        Internet internet = new(random, conditions);
        List<ListenerId> listeners = [];
        for (int i = random.Next(2, 9); i > 0; i--)
        {
            Internet.Host host = internet.Add(Options(random, internet.Hosts.Count));
            Assert.Equal(StackError.None, host.Stack.Listen(Service(host), random.Next(1, 5), out ListenerId listener));
            listeners.Add(listener);
        }

        List<Transfer> transfers = [];
        int opens = random.Next(3, 16);
        internet.Run(internet.Now + (4_000 * Second), Act, () => opens == 0 && transfers.TrueForAll(static transfer => transfer.IsOver));
        Assert.True(opens == 0, $"the world stood still at {internet.Now} with {opens} to open: {string.Join(", ", transfers.Where(static transfer => !transfer.IsOver))}");
        Assert.All(transfers, static transfer => Assert.True(transfer.IsOver, $"{transfer.Id} goes on after {transfer.Received} bytes"));
        foreach (Transfer transfer in transfers)
        {
            transfer.Release(internet.Now);
        }

        internet.Run(internet.Now + (4_000 * Second), AcceptAndDrop, static () => false);
        Assert.All(internet.Hosts, static host => Assert.Equal((0, 0L), (host.Stack.ConnectionCount, host.Pool.Rented)));

        void Act()
        {
            for (int i = 0; i < listeners.Count; i++)
            {
                Stack stack = internet.Hosts[i].Stack;
                while (stack.Accept(listeners[i], out ConnectionId id, out _) == StackError.None)
                {
                    transfers.Add(new Transfer(stack, id, 2, random.Next(MaxLength), 1));
                }
            }

            foreach (Transfer transfer in transfers)
            {
                transfer.Step(internet.Now, random);
                if (random.Next(3000) == 0)
                {
                    transfer.Abort();
                }
            }

            // After the steps: the world must not stand still while there is something to open.
            bool idle = transfers.TrueForAll(static transfer => transfer.IsOver);
            if (opens > 0 && (idle || random.Next(50) == 0))
            {
                opens--;
                Internet.Host from = internet.Hosts[random.Next(internet.Hosts.Count)];
                Internet.Host to = internet.Hosts.Where(host => host != from).ElementAt(random.Next(internet.Hosts.Count - 1));
                Assert.Equal(StackError.None, from.Stack.Connect(internet.Now, Service(to), out ConnectionId id));
                transfers.Add(new Transfer(from.Stack, id, 1, random.Next(MaxLength), 2));
            }
        }

        void AcceptAndDrop()
        {
            for (int i = 0; i < listeners.Count; i++)
            {
                while (internet.Hosts[i].Stack.Accept(listeners[i], out ConnectionId id, out _) == StackError.None)
                {
                    internet.Hosts[i].Stack.Abort(id);
                }
            }
        }
    }

    private static Endpoint Service(Internet.Host host) => new(host.Stack.Options.Addresses[0].Address, 80);

    private static StackOptions Options(Random random, int number) => new()
    {
        Addresses = [IpPrefix.Parse($"10.0.0.{1 + number}/24")],
        Mtu = random.Next(1280, 4000),
        Tcp = new TcpSettings
        {
            Sack = random.Next(4) != 0,
            Timestamps = random.Next(4) != 0,
            NoDelay = Arbitrary.Coin(random),
            Congestion = (CongestionAlgorithm)random.Next(2),
            ReceiveBuffer = random.Next(2_048, 100_000),
            SendBuffer = random.Next(2_048, 100_000),
            UserTimeout = random.Next(60, 900) * Second,
            DelayedAck = random.Next(3) * 40_000_000L,

            // A peer that has forgotten the connection is noticed by probes alone.
            KeepAlive = true,
            KeepAliveIdle = 300 * Second,
        },
    };
}
