using System.Net;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Datagrams;

/// <summary>Datagrams in fragments for several loops. The link in memory gives each fragment to the next loop: hardly two of one datagram come to the same.</summary>
public sealed class FragmentLoopTests
{
    private const int Clients = 20;
    private const int Length = 10_000;

    // Less than fragments live, in nanoseconds: what is dropped then is dropped for want of room.
    private const long Patience = 50_000_000_000;

    public static TheoryData<string, int, bool> Cases => [.. from row in ManyLoops.Drivers from ipv6 in (bool[])[false, true] select (row.Data.Item1, row.Data.Item2, ipv6)];

    [Theory, MemberData(nameof(Cases))]
    public async Task They_are_put_together_and_come_to_the_socket_that_they_are_for(string driver, int loops, bool ipv6)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64"), one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = loops }, other);
        await ManyLoops.Run(driver, loops + 1, async all =>
        {
            IPEndPoint address = await Serve(server, all, ipv6);
            HashSet<byte> used = [];
            for (int i = 0; i < Clients; i++)
            {
                used.Add(await Ask(client, address));
            }

            Assert.True(used.Count > 1, "One loop has answered everybody.");
            Assert.All(used, index => Assert.InRange(index, 1, loops));
        });
        UserNetworkStatistics statistics = server.Statistics;
        Assert.Equal((0, 0), (statistics.Counters[nameof(StackCounter.FragmentsDropped)], statistics.Counters[nameof(StackCounter.DatagramsForNobody)]));
        Assert.True(statistics.HandedOver > 0);
        Assert.Equal(0, statistics.HandOversLost);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task What_nobody_takes_is_refused(string driver, int loops, bool ipv6)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair();
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64"), one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = loops }, other);
        await ManyLoops.Run(driver, loops + 1, async all =>
        {
            // All have joined: each gets a share of the fragments.
            IPEndPoint address = await Serve(server, all, ipv6);
            using IDatagramSocket socket = Open(client, new IPEndPoint(address.Address, address.Port == 9 ? 10 : 9));
            await socket.SendAsync(new byte[Length]);
            await Expect.Fails(socket.ReceiveAsync(new byte[1]), Errno.ECONNREFUSED);
        });
        Assert.Equal(1, server.Statistics.Counters[nameof(StackCounter.DatagramsForNobody)]);
    }

    [Theory, MemberData(nameof(ManyLoops.Drivers), MemberType = typeof(ManyLoops))]
    public async Task Parts_without_a_rest_hold_bounded_memory_and_up_nobody(string driver, int loops)
    {
        const int Parts = 500;

        // The most that a stack keeps at a time.
        const int KeptByEach = 16;
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64"), one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = loops }, other);
        await ManyLoops.Run(driver, loops + 1, async all =>
        {
            IPEndPoint address = await Serve(server, all, ipv6: false);
            using (ILinkQueue queue = one.OpenQueue())
            {
                for (ushort i = 0; i < Parts; i++)
                {
                    SendPart(queue, i);
                }
            }

            // While they come they may push out an honest datagram, too.
            long end = EventLoop.Current!.ReadClock() + Patience;
            while (Dropped(server) < Parts - (KeptByEach * loops))
            {
                Assert.True(EventLoop.Current.ReadClock() < end, $"{Dropped(server)} of {Parts} were dropped.");
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            }

            for (int i = 0; i < Clients; i++)
            {
                _ = await Ask(client, address);
            }
        });
        Assert.InRange(Dropped(server), Parts - (KeptByEach * loops), Parts);
    }

    private static long Dropped(UserNetwork server) =>
        server.Statistics.Counters[nameof(StackCounter.FragmentsDropped)] + server.Statistics.HandOversLost;

    /// <summary>A first fragment of 1,400 bytes that nothing follows.</summary>
    private static void SendPart(ILinkQueue queue, ushort identification)
    {
        const int Payload = 1400;
        Ipv4Header header = new()
        {
            Source = IpAddress.Parse("10.0.0.77"),
            Destination = IpAddress.Parse("10.0.0.2"),
            Protocol = IpProtocol.Udp,
            Identification = identification,
            MoreFragments = true,
            TimeToLive = 64,
        };
        header.Write(queue.SendBuffer, Payload);
        queue.SendBuffer.Slice(Ipv4Header.Length, Payload).Clear();
        Assert.Equal(0, queue.Send(Ipv4Header.Length + Payload, default));
    }

    /// <summary>A socket on each loop but the first, which answers with the loop's number in the first byte.</summary>
    private static async Fiber<IPEndPoint> Serve(UserNetwork server, IReadOnlyList<EventLoop> all, bool ipv6)
    {
        IDatagramBinding binding = server.BindDatagram(new IPEndPoint(ipv6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        for (byte i = 1; i < all.Count; i++)
        {
            await all[i].Spawn(static work => Open(work.binding, work.i), (binding, i));
        }

        return new IPEndPoint(ipv6 ? TwoNetworks.ServerIpv6 : TwoNetworks.ServerAddress, ((IPEndPoint)binding.LocalEndPoint).Port);
    }

    private static async Fiber Open(IDatagramBinding binding, byte index)
    {
        EventLoop loop = EventLoop.Current!;
        loop.SpawnDetached(
            static async at =>
            {
                var buffer = new byte[Length];
                while (true)
                {
                    Datagram datagram = await at.socket.ReceiveAsync(buffer);
                    buffer[0] = at.index;
                    await at.socket.SendToAsync(buffer.AsMemory(0, datagram.Length), datagram.Peer);
                }
            },
            (socket: binding.Open(loop), index));
        await Fiber.Yield();
    }

    /// <summary>Sends a peer's datagrams and compares the answers; they come from one loop.</summary>
    private static async Fiber<byte> Ask(UserNetwork client, IPEndPoint address)
    {
        using IDatagramSocket socket = Open(client, address);
        var sent = new byte[Length];
        var answer = new byte[Length + 1];
        for (int i = 0; i < 3; i++)
        {
            byte before = answer[0];
            new Random(Seeds.Next()).NextBytes(sent);
            await socket.SendAsync(sent);
            Assert.Equal(Length, (await socket.ReceiveAsync(answer)).Length);
            Assert.True(sent.AsSpan(1).SequenceEqual(answer.AsSpan(1, Length - 1)));
            Assert.True(before == 0 || before == answer[0], "Two loops have answered one peer.");
        }

        return answer[0];
    }

    private static IDatagramSocket Open(UserNetwork client, IPEndPoint address)
    {
        IPAddress any = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        using IDatagramBinding own = client.BindDatagram(new IPEndPoint(any, 0));
        IDatagramSocket socket = own.Open(EventLoop.Current!);
        socket.Connect(address);
        return socket;
    }
}
