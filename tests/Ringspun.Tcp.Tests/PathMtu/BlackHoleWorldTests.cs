using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Tests.Worlds;

namespace Ringspun.Tcp.Tests.PathMtu;

/// <summary>A router with a narrow link that drops what is too long, and says nothing.</summary>
public class BlackHoleWorldTests
{
    private const int Bytes = 300_000;
    private const int Narrow = 1_300;

    [Theory]
    [InlineData(true, PathMtuProbing.OnBlackHole, 0)]
    [InlineData(false, PathMtuProbing.OnBlackHole, 0)]
    [InlineData(true, PathMtuProbing.Always, 0)]
    [InlineData(true, PathMtuProbing.OnBlackHole, 65_535)]
    [InlineData(false, PathMtuProbing.Always, 65_535)]
    public void Transfers_pass_it(bool ipv4, PathMtuProbing probing, int superSegment)
    {
        World world = Create(probing, superSegment, answers: false);
        Run(world, ipv4, TimeSpan.FromSeconds(30));
        Assert.Equal([Bytes, Bytes], world.Parties.Select(static party => party.Transfer.Received));
        Assert.All(world.Hosts, static host => Assert.True(host.Stack.Counters[StackCounter.PathMtuProbes] > 0, "there was no search"));
    }

    [Fact]
    public void Without_the_search_nothing_passes()
    {
        World world = Create(PathMtuProbing.Off, 0, answers: false);
        Run(world, ipv4: true, TimeSpan.FromSeconds(120));
        Assert.All(world.Parties, static party => Assert.False(party.Transfer.IsOver));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_router_that_answers_leaves_nothing_to_search(bool ipv4)
    {
        World world = Create(PathMtuProbing.OnBlackHole, 0, answers: true);
        Run(world, ipv4, TimeSpan.FromSeconds(30));
        Assert.Equal([Bytes, Bytes], world.Parties.Select(static party => party.Transfer.Received));
        Assert.All(world.Hosts, static host => Assert.Equal(0, host.Stack.Counters[StackCounter.PathMtuProbes]));
    }

    private static void Run(World world, bool ipv4, TimeSpan limit)
    {
        World.Listen(world.Hosts[1], 1);
        world.Open(world.Hosts[0], new Endpoint(world.Hosts[1].Address(ipv4), World.Port));
        world.Internet.Guard(nameof(BlackHoleWorldTests), () =>
        {
            for (int i = 0; i < limit.TotalMilliseconds / 100 && !(world.Parties.Count == 2 && world.AllOver); i++)
            {
                world.Internet.Run(TimeSpan.FromMilliseconds(100));
                world.Step();
            }
        });
    }

    private static World Create(PathMtuProbing probing, int superSegment, bool answers)
    {
        World world = new(1, new Random(1)) { Length = static () => Bytes };
        Router[] routers = [new Router { AnswersByIcmp = answers }, new Router { AnswersByIcmp = answers }];
        Link narrow = world.Internet.Connect(routers[0], routers[1], new LinkOptions { Mtu = Narrow, Delay = TimeSpan.FromMilliseconds(10) });
        for (int i = 0; i < 2; i++)
        {
            StackOptions options = new()
            {
                Addresses = [IpPrefix.Parse($"10.0.{i}.1/24"), IpPrefix.Parse($"2001:db8:{i}::1/64")],
                Routes = [new Route(IpPrefix.Parse("0.0.0.0/0"), IpAddress.Parse($"10.0.{i}.254")), new Route(IpPrefix.Parse("::/0"), IpAddress.Parse($"2001:db8:{i}::fe"))],
                SuperSegment = superSegment,
                Tcp = new TcpSettings { PathMtuProbing = probing },
            };
            Host host = world.Add(options, $"h{i}");
            Link link = world.Internet.Connect(host, routers[i]);
            routers[i].AddRoutes(link, [IpAddress.Parse($"10.0.{i}.254"), IpAddress.Parse($"2001:db8:{i}::fe")], [.. options.Addresses]);
            routers[i].AddRoutes(narrow, [IpAddress.Parse($"10.9.0.{i + 1}"), IpAddress.Parse($"2001:db8:9::{i + 1}")], IpPrefix.Parse("0.0.0.0/0"), IpPrefix.Parse("::/0"));
        }

        return world;
    }
}
