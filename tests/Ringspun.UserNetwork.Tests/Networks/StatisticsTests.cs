using System.Net;
using Ringspun.Tcp;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Networks;

public sealed class StatisticsTests
{
    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Packets_and_connections_are_counted(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        Assert.Equal(0, world.Client.Statistics.Loops);
        (IConnection client, IConnection server) = await world.Connect();
        await Transfer.BothWays(client, server, Seeds.Next(), 100_000);
        UserNetworkStatistics sender = world.Client.Statistics;
        UserNetworkStatistics receiver = world.Server.Statistics;
        Assert.Equal((1, 1, 1), (sender.Loops, sender.Connections, receiver.Connections));
        Assert.InRange(receiver.PacketsReceived, 100_000 / 1_500, sender.PacketsSent);
        Assert.InRange(sender.PacketsReceived, 100_000 / 1_500, receiver.PacketsSent);
        Assert.Equal((0, 0, 0), (sender.SendsRefused, sender.ReceivesLost, sender.HandedOver));
        Assert.Equal(1, sender.Counters[nameof(StackCounter.ActiveOpens)]);
        Assert.Equal(1, receiver.Counters[nameof(StackCounter.PassiveOpens)]);
        Assert.Equal(0, receiver.Counters["RefusedBadChecksum"]);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void What_the_link_refuses_is_counted(string driver)
    {
        RefusingLink? refusing = null;
        TwoNetworks.Run(
            driver,
            async world =>
            {
                using IDatagramBinding binding = world.Server.BindDatagram(new IPEndPoint(TwoNetworks.ServerAddress, 0));
                using IDatagramSocket socket = binding.Open(world.Loop);
                refusing!.Answer = Errno.ENOBUFS;
                for (int i = 0; i < 7; i++)
                {
                    await socket.SendToAsync(new byte[1], new PeerAddress(new IPEndPoint(TwoNetworks.ClientAddress, 9)));
                }

                while (world.Server.Statistics.SendsRefused < 7)
                {
                    await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
                }

                Assert.Equal((7L, 0L), (world.Server.Statistics.SendsRefused, world.Server.Statistics.PacketsSent));
                Assert.Equal(7, world.Server.Statistics.Counters[nameof(StackCounter.DatagramsSent)]);
                Assert.Equal(1, world.Server.Statistics.DatagramSockets);
            },
            around: link => refusing = new RefusingLink(link));
    }

    /// <summary>One of two loops is held while packets come for it to the other.</summary>
    [Fact]
    public async Task What_a_loop_cannot_take_over_is_counted()
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64"), one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = 2 }, other);
        TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var released = new ManualResetEventSlim();
        using Runtime loops = LoopThread.StartLoops(3, static () => EpollAioDriver.Create());
        using IDatagramBinding binding = server.BindDatagram(new IPEndPoint(TwoNetworks.ServerAddress, 0));
        await OnLoop.Run(loops.Loops[0], async loop =>
        {
            server.Join(loop);
            await Fiber.Yield();
        });
        loops.Loops[1].SpawnDetached(
            static async at =>
            {
                await Fiber.Yield();
                using IDatagramSocket socket = at.binding.Open(EventLoop.Current!);
                at.opened.SetResult();
                at.released.Wait();
            },
            (binding, released, opened));
        await opened.Task;
        try
        {
            await OnLoop.Run(loops.Loops[2], async loop =>
            {
                using IDatagramBinding own = client.BindDatagram(new IPEndPoint(IPAddress.Any, 0));
                using IDatagramSocket socket = own.Open(loop);
                socket.Connect((IPEndPoint)binding.LocalEndPoint);
                while (server.Statistics.HandOversLost < 10)
                {
                    await socket.SendAsync(new byte[1]);
                    await Fiber.Yield();
                }
            });
            Assert.Equal(1024, server.Statistics.HandedOver);
        }
        finally
        {
            released.Set();
        }
    }
}
