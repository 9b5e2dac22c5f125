using System.Net;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>A TUN interface with a queue for each of several loops: the kernel spreads flows over them as it likes.</summary>
public sealed class SeveralTunLoopsTests
{
    private const int Loops = 3;
    private const int Connections = 60;
    private const int Length = 100_000;

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void No_connection_is_reset(string driver) => TunPeer.Run(driver, static world => Talk(world), network: PeerWorld.Options with { Loops = Loops });

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void On_Ethernet_neither(string driver) => VethPeer.Run(driver, static world => Talk(world), network: PeerWorld.Options with { Loops = Loops });

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
