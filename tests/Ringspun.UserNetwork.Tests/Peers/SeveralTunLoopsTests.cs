using System.Net;
using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>A TUN interface with a queue for each of several loops: the kernel spreads flows over them as it likes.</summary>
public sealed class SeveralTunLoopsTests
{
    private const int Loops = 3;
    private const int Connections = 60;
    private const int Length = 100_000;
    private const int Sockets = 20;
    private const int DatagramLength = 8_000;

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void No_connection_is_reset(string driver) => TunPeer.Run(driver, static world => Talk(world), network: PeerWorld.Options with { Loops = Loops });

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void On_Ethernet_neither(string driver) => VethPeer.Run(driver, static world => Talk(world), network: PeerWorld.Options with { Loops = Loops });

    // The kernel tells fragments apart by their addresses alone, but for the first, which has ports.
    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Datagrams_in_fragments_are_answered(string driver) =>
        TunPeer.Run(driver, static world => Ask(world), network: PeerWorld.Options with { Loops = Loops });

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void On_Ethernet_they_are_too(string driver) =>
        VethPeer.Run(driver, static world => Ask(world), network: PeerWorld.Options with { Loops = Loops });

    private static void Ask(PeerWorld world)
    {
        foreach ((IPAddress kernel, IPAddress stack) in new[] { (PeerWorld.KernelAddress, PeerWorld.StackAddress), (PeerWorld.KernelIpv6, PeerWorld.StackIpv6) })
        {
            using IDatagramBinding binding = world.Stack.BindDatagram(new IPEndPoint(stack, 0));
            foreach (EventLoop loop in world.StackLoops)
            {
                _ = world.Wait(PeerWorld.On(loop, () => Echo(binding)));
            }

            var own = new IPEndPoint(kernel, 0);
            Assert.Equal(Sockets, world.Wait(PeerWorld.On(world.KernelLoop, () => AskAll(world.Kernel, own, (IPEndPoint)binding.LocalEndPoint))));
        }

        IReadOnlyDictionary<string, long> counters = world.Stack.Statistics.Counters;
        Assert.Equal((0, 0), (counters[nameof(StackCounter.FragmentsDropped)], counters[nameof(StackCounter.DatagramsForNobody)]));
    }

    private static async Fiber<IDatagramSocket> Echo(IDatagramBinding binding)
    {
        await Fiber.Yield();
        IDatagramSocket socket = binding.Open(EventLoop.Current!);
        EventLoop.Current!.SpawnDetached(
            static async socket =>
            {
                var buffer = new byte[DatagramLength];
                while (true)
                {
                    Datagram datagram = await socket.ReceiveAsync(buffer);
                    await socket.SendToAsync(buffer.AsMemory(0, datagram.Length), datagram.Peer);
                }
            },
            socket);
        return socket;
    }

    private static async Fiber<int> AskAll(KernelNetwork network, IPEndPoint own, IPEndPoint server)
    {
        int right = 0;
        for (int i = 0; i < Sockets; i++)
        {
            using IDatagramBinding binding = network.BindDatagram(own);
            using IDatagramSocket socket = binding.Open(EventLoop.Current!);
            socket.Connect(server);
            var sent = new byte[DatagramLength];
            var received = new byte[DatagramLength + 1];
            new Random(Seeds.Next()).NextBytes(sent);

            // A short one first: while an Ethernet address is asked for, few packets wait for it.
            await socket.SendAsync(sent.AsMemory(0, 1));
            Assert.Equal(1, (await socket.ReceiveAsync(received)).Length);
            await socket.SendAsync(sent);
            Assert.Equal(DatagramLength, (await socket.ReceiveAsync(received)).Length);
            right += sent.AsSpan().SequenceEqual(received.AsSpan(0, DatagramLength)) ? 1 : 0;
        }

        return right;
    }

    private static void Talk(PeerWorld world)
    {
        using IBinding binding = world.Stack.Bind(new IPEndPoint(PeerWorld.StackAddress, 0));
        int served = 0;
        foreach (EventLoop loop in world.StackLoops)
        {
            IListener listener = world.Wait(PeerWorld.On(loop, () => PeerWorld.Listen(binding)));
            loop.SpawnDetached(
                static async work =>
                {
                    while (true)
                    {
                        work.loop.SpawnDetached(
                            static async connection =>
                            {
                                using (connection)
                                {
                                    _ = await Exchange.Echo(connection);
                                }
                            },
                            await work.listener.AcceptAsync());
                        work.count();
                    }
                },
                (listener, loop, count: (Action)(() => Interlocked.Increment(ref served))));
        }

        Assert.Equal(Connections, world.Wait(PeerWorld.On(world.KernelLoop, () => TalkAll(world.Kernel, binding.LocalEndPoint))));
        Assert.Equal(Connections, Volatile.Read(ref served));
    }

    private static async Fiber<int> TalkAll(INetwork network, EndPoint server)
    {
        List<FiberHandle<bool>> talks = [.. Enumerable.Range(0, Connections).Select(index => EventLoop.Current!.Spawn(
            static async talk =>
            {
                using IConnection connection = await talk.network.ConnectAsync(talk.server);
                (byte[] sent, byte[] received) = await Exchange.BothWays(connection, talk.index, Length);
                return sent.AsSpan().SequenceEqual(received);
            },
            (network, server, index)))];
        int right = 0;
        foreach (FiberHandle<bool> talk in talks)
        {
            right += await talk ? 1 : 0;
        }

        return right;
    }
}
