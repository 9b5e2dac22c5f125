using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Two stacks and a link: every byte arrives in order, whatever the link does.</summary>
public class TransferTests
{
    private const long Second = 1_000_000_000;
    private const long Millisecond = 1_000_000;

    public static TheoryData<string> Conditions => [.. Kinds.Keys];

    private static Dictionary<string, LinkConditions> Kinds { get; } = new()
    {
        ["clean"] = new(),
        ["lossy"] = new() { Loss = 0.03 },
        ["very lossy"] = new() { Loss = 0.2 },
        ["bursts"] = new() { Loss = 0.01, Burst = 0.7 },
        ["reordering"] = new() { Jitter = 5 * Millisecond },
        ["stragglers"] = new() { Straggling = 0.05, Delay = 10 * Millisecond },
        ["duplicating"] = new() { Duplication = 0.2, Jitter = Millisecond },
        ["corrupting"] = new() { Corruption = 0.02 },
        ["slow"] = new() { Rate = 5_000_000, Queue = 30_000, Delay = 20 * Millisecond },
        ["all at once"] = new()
        {
            Loss = 0.02,
            Burst = 0.3,
            Duplication = 0.02,
            Corruption = 0.01,
            Straggling = 0.01,
            Jitter = 2 * Millisecond,
            Rate = 50_000_000,
        },
    };

    [Theory, MemberData(nameof(Conditions))]
    public void Both_directions_arrive_whole(string kind) => Seeded.Each(12, random => Run(random, Kinds[kind], out _));

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        Run(new Random(7), Kinds["all at once"], out ulong first);
        Run(new Random(7), Kinds["all at once"], out ulong second);
        Run(new Random(8), Kinds["all at once"], out ulong other);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    private static void Run(Random random, LinkConditions conditions, out ulong history)
    {
        Internet internet = new(random, conditions);
        TcpSettings Settings() => new()
        {
            Sack = random.Next(4) != 0,
            Timestamps = random.Next(4) != 0,
            WindowScaling = random.Next(4) != 0,
            NoDelay = Arbitrary.Coin(random),
            Congestion = (CongestionAlgorithm)random.Next(2),
            ReceiveBuffer = random.Next(3_000, 300_000),
            SendBuffer = random.Next(3_000, 300_000),
        };
        bool v6 = Arbitrary.Coin(random);
        string[] addresses = v6 ? ["2001:db8::1/64", "2001:db8::2/64"] : ["10.0.0.1/24", "10.0.0.2/24"];
        Internet.Host[] hosts = [.. addresses.Select(address => internet.Add(new StackOptions
        {
            Addresses = [IpPrefix.Parse(address)],
            Tcp = Settings(),
            Mtu = random.Next(1280, 9000),
        }))];
        Endpoint server = new(hosts[1].Stack.Options.Addresses[0].Address, 80);
        Assert.Equal(StackError.None, hosts[1].Stack.Listen(server, 4, out ListenerId listener));
        Assert.Equal(StackError.None, hosts[0].Stack.Connect(internet.Now, server, out ConnectionId id));
        int[] lengths = [random.Next(400_000), random.Next(400_000)];
        List<Transfer> transfers = [new(hosts[0].Stack, id, 1, lengths[0], 2)];
        internet.Run(
            internet.Now + (3_000 * Second),
            () =>
            {
                if (hosts[1].Stack.Accept(listener, out ConnectionId accepted, out _) == StackError.None)
                {
                    transfers.Add(new Transfer(hosts[1].Stack, accepted, 2, lengths[1], 1));
                }

                foreach (Transfer transfer in transfers)
                {
                    transfer.Step(internet.Now, random);
                }
            },
            () => transfers.Count == 2 && transfers.TrueForAll(static transfer => transfer.IsOver));
        history = internet.History;
        Assert.Equal(2, transfers.Count);
        Assert.All(transfers, static transfer => Assert.Equal(StackError.None, transfer.Failure));
        Assert.All(transfers, static transfer => Assert.True(transfer.IsClosed, $"{transfer.Received} bytes, end {transfer.SawEnd}"));
        Assert.Equal([lengths[1], lengths[0]], transfers.Select(static transfer => transfer.Received));
        internet.Run(internet.Now + (2_000 * Second), static () => { }, static () => false);
        Assert.All(hosts, static host => Assert.Equal((0, 0L), (host.Stack.ConnectionCount, host.Pool.Rented)));
    }
}
