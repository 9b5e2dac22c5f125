using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>Stack to stack: a - router - router - b, with links that are narrower than the datagrams.</summary>
public class DatagramWorldTests
{
    public static TheoryData<bool, int, int> Paths => new()
    {
        { false, 1_500, 1_500 },
        { true, 1_500, 1_500 },
        { false, 1_280, 1_500 },
        { true, 1_280, 1_500 },
        { false, 1_500, 576 },
        { true, 1_500, 1_280 },
        { false, 9_000, 1_400 },
        { true, 65_535, 1_280 },
    };

    [Theory, MemberData(nameof(Paths))]
    public void Datagrams_of_any_length_arrive_and_come_back(bool ipv6, int linkMtu, int pathMtu)
    {
        World world = new(1, linkMtu, new LinkOptions { Mtu = linkMtu }, new LinkOptions { Mtu = pathMtu });
        (DatagramSocketId client, DatagramSocketId server, Endpoint to) = world.Open(ipv6);
        Random random = new(7);
        int longest = ipv6 ? 65_527 : 65_507;
        Assert.Equal(StackError.MessageTooLong, world.A.Stack.SendTo(0, client, to, new byte[longest + 1]));
        foreach (int length in new[] { 0, 1, 500, 1_232, 1_472, 1_473, 2_000, 8_191, 30_001, longest })
        {
            byte[] data = Arbitrary.Bytes(random, length);
            byte[] there = world.Carry(client, to, data, server, out Endpoint from);
            Assert.True(data.AsSpan().SequenceEqual(there), $"{length} bytes");
            byte[] back = world.Return(server, from, data, client);
            Assert.True(data.AsSpan().SequenceEqual(back), $"{length} bytes back");
        }

        Assert.InRange(Math.Max(world.A.Longest, world.B.Longest), 1, linkMtu);
        Assert.Equal((0, 0), (world.A.Stack.Counters[StackCounter.FragmentsDropped], world.B.Stack.Counters[StackCounter.FragmentsDropped]));
        Assert.Equal(0, world.Rented);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_echo_of_any_length_comes_back(bool ipv6)
    {
        World world = new(1, 1_500, new LinkOptions(), new LinkOptions { Mtu = 1_280 });
        Assert.Equal(StackError.None, world.A.Stack.OpenEcho(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, out DatagramSocketId id));
        foreach (int length in new[] { 0, 56, 1_300, 5_000, ipv6 ? 65_527 : 65_507 })
        {
            byte[] data = Arbitrary.Bytes(new Random(length), length);
            Endpoint to = new(World.B1(ipv6), 0);
            byte[] buffer = new byte[ushort.MaxValue];
            bool came = false;
            for (int tries = 0; tries < 4 && !came; tries++)
            {
                Assert.Equal(StackError.None, world.A.Stack.SendEcho(world.Internet.Now, id, to.Address, 5, data));
                world.Settle();
                while (world.A.Stack.TakeError(id, out _) == StackError.None)
                {
                }

                came = world.A.Stack.ReceiveFrom(id, buffer, out int count, out DatagramInfo info) == StackError.None;
                Assert.True(!came || (count == length && info.Remote == to && data.AsSpan().SequenceEqual(buffer.AsSpan(0, count))), $"{length} bytes");
            }

            Assert.True(came, $"{length} bytes");
        }
    }

    [Fact]
    public void A_path_with_every_fault_gives_whole_datagrams_or_none() => Seeded.Each(20, (seed, random) =>
    {
        LinkOptions bad = new()
        {
            Loss = 0.02,
            Duplication = 0.05,
            Reordering = 0.1,
            Corruption = 0.02,
            Mtu = 1_400,
        };
        World world = new(seed, 1_400, bad, bad);
        (DatagramSocketId client, DatagramSocketId server, Endpoint to) = world.Open(Arbitrary.Coin(random));
        int came = 0;
        byte[] buffer = new byte[ushort.MaxValue];
        for (int i = 0; i < 40; i++)
        {
            byte[] data = [.. Enumerable.Repeat((byte)random.Next(256), random.Next(9_000))];
            Assert.Equal(StackError.None, world.A.Stack.SendTo(world.Internet.Now, client, to, data));
            world.Settle();
            while (world.B.Stack.ReceiveFrom(server, buffer, out int count, out _) == StackError.None)
            {
                came++;
                Assert.True(buffer.AsSpan(0, count).IndexOfAnyExcept(data.Length == 0 ? (byte)0 : data[0]) < 0 || count != data.Length, "mixed up");
            }
        }

        Assert.InRange(came, 5, 80);
        Assert.Equal(0, world.Rented);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_router_and_a_host_that_cannot_deliver_say_so(bool ipv6)
    {
        World world = new(1, 1_500, new LinkOptions(), new LinkOptions());
        (DatagramSocketId client, _, Endpoint to) = world.Open(ipv6);
        Assert.Equal(StackError.None, world.A.Stack.Connect(client, to with { Port = 9 }));
        Assert.Equal(StackError.None, world.A.Stack.Send(world.Internet.Now, client, new byte[5_000]));
        world.Settle();
        Assert.Equal(StackError.Refused, world.A.Stack.Send(world.Internet.Now, client, [1]));
        Endpoint nowhere = new(IpAddress.Parse(ipv6 ? "2001:db8:77::1" : "10.0.77.1"), 9);
        Assert.Equal(StackError.None, world.A.Stack.SendTo(world.Internet.Now, client, nowhere, [1]));
        Assert.Equal(StackError.None, world.A.Stack.Connect(client, nowhere));
        world.Settle();
        Assert.Equal(StackError.Unreachable, world.A.Stack.ReceiveFrom(client, new byte[1], out _, out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Echoes_with_few_hops_find_the_way(bool ipv6)
    {
        World world = new(1, 1_500, new LinkOptions(), new LinkOptions());
        Stack stack = world.A.Stack;
        Assert.Equal(StackError.None, stack.OpenEcho(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, out DatagramSocketId id));
        for (byte hops = 1; hops <= 3; hops++)
        {
            Assert.Equal(StackError.None, stack.Configure(id, new DatagramSettings { TimeToLive = hops }));
            Assert.Equal(StackError.None, stack.SendEcho(world.Internet.Now, id, World.B1(ipv6), hops, [1]));
        }

        Assert.Equal(StackError.InvalidHandle, stack.Configure(default, new DatagramSettings()));
        world.Settle();
        string[] routers = ipv6 ? ["2001:db8:1::ffff", "2001:db8:4::ffff"] : ["10.0.1.254", "10.0.4.254"];
        for (int hop = 0; hop < 2; hop++)
        {
            Assert.Equal(StackError.None, stack.TakeError(id, out DatagramError error));
            Assert.Equal((IpAddress.Parse(routers[hop]), (ushort)(hop + 1)), (error.Reporter, error.Sequence));
        }

        Assert.Equal(StackError.None, stack.ReceiveFrom(id, default, out _, out DatagramInfo info));
        Assert.Equal((World.B1(ipv6), (ushort)3), (info.Remote.Address, info.Sequence));
    }

    /// <summary>The internet of these tests.</summary>
    private sealed class World
    {
        private readonly BufferPool _pool = new(2048);
        private readonly byte[] _buffer = new byte[ushort.MaxValue];

        public World(int seed, int mtu, LinkOptions near, LinkOptions far)
        {
            Internet = new SimulatedInternet(seed);
            A = Internet.Add(Host(mtu, 1, "10.0.1.1/24", "2001:db8:1::1/64"), "a");
            B = Internet.Add(Host(mtu, 2, "10.0.2.1/24", "2001:db8:2::1/64"), "b");
            Router first = Internet.Add(new Router(), "r1");
            Router second = Internet.Add(new Router(), "r2");
            Link middle = Internet.Connect(first, second, far);
            first.AddRoutes(Internet.Connect(A, first, near), At(1), IpPrefix.Parse("10.0.1.0/24"), IpPrefix.Parse("2001:db8:1::/64"));
            first.AddRoutes(middle, At(3), IpPrefix.Parse("10.0.2.0/24"), IpPrefix.Parse("2001:db8:2::/64"));
            second.AddRoutes(Internet.Connect(B, second, near), At(2), IpPrefix.Parse("10.0.2.0/24"), IpPrefix.Parse("2001:db8:2::/64"));
            second.AddRoutes(middle, At(4), IpPrefix.Parse("10.0.1.0/24"), IpPrefix.Parse("2001:db8:1::/64"));
        }

        public SimulatedInternet Internet { get; }

        public DatagramHost A { get; }

        public DatagramHost B { get; }

        public long Rented => _pool.Rented;

        public static IpAddress B1(bool ipv6) => IpAddress.Parse(ipv6 ? "2001:db8:2::1" : "10.0.2.1");

        public (DatagramSocketId Client, DatagramSocketId Server, Endpoint To) Open(bool ipv6)
        {
            IpAddress any = ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
            Assert.Equal(StackError.None, A.Stack.OpenUdp(new Endpoint(any, 0), out DatagramSocketId client));
            Assert.Equal(StackError.None, B.Stack.OpenUdp(new Endpoint(any, 53), out DatagramSocketId server));
            return (client, server, new Endpoint(B1(ipv6), 53));
        }

        public void Settle()
        {
            Internet.Flush(A);
            Internet.Flush(B);
            Internet.Run(TimeSpan.FromMilliseconds(100));
        }

        public byte[] Carry(DatagramSocketId client, Endpoint to, byte[] data, DatagramSocketId server, out Endpoint from) =>
            Carry(A, client, to, data, B, server, out from);

        public byte[] Return(DatagramSocketId server, Endpoint to, byte[] data, DatagramSocketId client) => Carry(B, server, to, data, A, client, out _);

        private DatagramHost Host(int mtu, byte key, string ipv4, string ipv6)
        {
            StackOptions options = new()
            {
                Addresses = [IpPrefix.Parse(ipv4), IpPrefix.Parse(ipv6)],
                Routes = [new Route(IpPrefix.Parse("0.0.0.0/0")), new Route(IpPrefix.Parse("::/0"))],
                Mtu = mtu,
            };
            return new DatagramHost(new Stack(options, new StackSecret([.. Enumerable.Repeat(key, StackSecret.Length)]), _pool));
        }

        private static IpAddress[] At(int link) => [IpAddress.Parse($"10.0.{link}.254"), IpAddress.Parse($"2001:db8:{link}::ffff")];

        /// <summary>The first may be lost to tell how wide the path is, and what tells so comes back as an error.</summary>
        private byte[] Carry(DatagramHost sender, DatagramSocketId socket, Endpoint to, byte[] data, DatagramHost receiver, DatagramSocketId target, out Endpoint from)
        {
            for (int tries = 0; tries < 2; tries++)
            {
                Assert.Equal(StackError.None, sender.Stack.SendTo(Internet.Now, socket, to, data));
                Settle();
                if (receiver.Stack.ReceiveFrom(target, _buffer, out int count, out DatagramInfo info) == StackError.None)
                {
                    from = info.Remote;
                    return _buffer[..count];
                }

                Assert.Equal(StackError.None, sender.Stack.TakeError(socket, out DatagramError error));
                Assert.Equal(StackError.MessageTooLong, error.Error);
                while (sender.Stack.TakeError(socket, out _) == StackError.None)
                {
                }
            }

            Assert.Fail($"{data.Length} bytes did not arrive");
            from = default;
            return [];
        }
    }
}
