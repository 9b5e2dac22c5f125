using System.Net;

namespace Ringspun.Tests.Simulation;

public sealed class SimulatedDatagramTests
{
    [Fact]
    public void Datagrams_get_lost_doubled_and_overtaken_as_the_link_says() => LoopThread.RunFiber(static async loop =>
    {
        var options = new SimulatedNetworkOptions { Link = new SimulatedLink { DatagramLoss = 0.3, DatagramDuplication = 0.3 } };
        var network = new SimulatedNetwork((SimulatedDriver)loop.Driver, options);
        using IDatagramBinding binding = network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        using IDatagramSocket receiver = binding.Open(loop);
        using IDatagramBinding own = network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        using IDatagramSocket sender = own.Open(loop);
        sender.Connect((IPEndPoint)binding.LocalEndPoint);
        for (int i = 0; i < 1000; i++)
        {
            await sender.SendAsync(BitConverter.GetBytes(i));
        }

        List<int> got = await Drain(receiver);
        int[] distinct = [.. got.Distinct()];
        Assert.InRange(distinct.Length, 600, 800);
        Assert.InRange(got.Count - distinct.Length, 100, 300);
        Assert.NotEqual(distinct.Order(), distinct);
    });

    [Fact]
    public void A_cut_link_loses_datagrams() => LoopThread.RunFiber(static async loop =>
    {
        var network = new SimulatedNetwork((SimulatedDriver)loop.Driver);
        SimulatedHost one = network.AddHost(IPAddress.Parse("192.0.2.1"));
        SimulatedHost other = network.AddHost(IPAddress.Parse("192.0.2.2"));
        using IDatagramBinding binding = other.BindDatagram(new IPEndPoint(IPAddress.Any, 53));
        using IDatagramSocket receiver = binding.Open(loop);
        using IDatagramBinding own = one.BindDatagram(new IPEndPoint(IPAddress.Any, 0));
        using IDatagramSocket sender = own.Open(loop);
        sender.Connect(new IPEndPoint(other.Addresses[0], 53));
        Assert.Equal(one.Addresses[0], ((IPEndPoint)sender.LocalEndPoint!).Address);
        network.SetLink(one.Addresses[0], other.Addresses[0], new SimulatedLink { IsUp = false });
        await sender.SendAsync(BitConverter.GetBytes(1));
        await Fiber.Sleep(TimeSpan.FromSeconds(1));
        network.SetLink(one.Addresses[0], other.Addresses[0], new SimulatedLink());
        await sender.SendAsync(BitConverter.GetBytes(2));
        Assert.Equal([2], await Drain(receiver));
        Assert.Equal(Errno.EADDRNOTAVAIL, Assert.Throws<LinuxException>(() => one.BindDatagram(new IPEndPoint(other.Addresses[0], 0))).Errno);
    });

    [Fact]
    public void A_full_receiver_drops_what_comes() => LoopThread.RunFiber(static async loop =>
    {
        var network = new SimulatedNetwork((SimulatedDriver)loop.Driver);
        using IDatagramBinding binding = network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0), new DatagramOptions { ReceiveBuffer = 50 });
        using IDatagramSocket socket = binding.Open(loop);
        socket.Connect((IPEndPoint)binding.LocalEndPoint);
        for (int i = 0; i < 100; i++)
        {
            await socket.SendAsync(BitConverter.GetBytes(i));
        }

        await Fiber.Sleep(TimeSpan.FromSeconds(1));
        Assert.Equal(100 / sizeof(int), (await Drain(socket)).Count);
    });

    private static async Fiber<List<int>> Drain(IDatagramSocket socket)
    {
        var got = new List<int>();
        var buffer = new byte[sizeof(int)];
        while (true)
        {
            using var cancel = new CancellationTokenSource();
            IoOperation<Datagram> receive = socket.ReceiveAsync(buffer, cancel.Token);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
            cancel.Cancel();
            try
            {
                await receive;
                got.Add(BitConverter.ToInt32(buffer));
            }
            catch (OperationCanceledException)
            {
                return got;
            }
        }
    }
}
