using System.Net;

namespace Ringspun.Tests.Datagrams;

[Collection(nameof(MemorySensitive))]
public sealed class DatagramSteadyStateTests
{
    [Theory, InlineData("io_uring"), InlineData("epoll"), InlineData("io_uring, user-level"), InlineData("epoll, user-level")]
    public void Exchanging_datagrams_allocates_nothing(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramBinding binding = world.Network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        using IDatagramSocket server = binding.Open(world.Loop);
        using IDatagramBinding own = world.Network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        using IDatagramSocket client = own.Open(world.Loop);
        var buffer = new byte[100];
        var address = new PeerAddress((IPEndPoint)server.LocalEndPoint!);
        Assert.Equal(0, await Steady.AllocatedBytes(() => Exchange(client, server, address, buffer)));
    });

    private static async Fiber Exchange(IDatagramSocket client, IDatagramSocket server, PeerAddress address, byte[] buffer)
    {
        for (int i = 0; i < 2000; i++)
        {
            IoOperation<Datagram> receive = server.ReceiveAsync(buffer);
            await client.SendToAsync(buffer, address);
            Datagram datagram = await receive;
            await server.SendToAsync(buffer.AsMemory(0, datagram.Length), datagram.Peer);
            _ = await client.ReceiveAsync(buffer);
        }
    }
}
