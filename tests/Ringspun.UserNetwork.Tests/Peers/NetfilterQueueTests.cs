using System.Globalization;
using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Devices;
using Ringspun.Linux.Tests.Namespaces;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>A port that netfilter takes away from the kernel: clients reach the stack at the kernel's own address.</summary>
public sealed class NetfilterQueueTests
{
    private const int Port = 7777;
    private const string Page = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    [Theory]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    [InlineData("io_uring", false)]
    [InlineData("io_uring", true)]
    public void Curl_gets_a_page(string driver, bool six)
    {
        QueueRule.NeedTables();
        string curl = Cli.Tests.Peers.Need("curl", "curl");
        UserNetworkOptions options = PeerWorld.Options with
        {
            Addresses = [IpPrefix.Parse("10.0.0.1/24"), IpPrefix.Parse("fd00::1/64")],
        };
        PeerWorld.Run(driver, Open, world => Fetch(world, curl, six), options);
    }

    /// <summary>All addresses are loopback's: whoever asks is on this machine.</summary>
    private static DeviceLink Open()
    {
        using RouteNetlink route = RouteNetlink.Open();
        int index = TestLinks.Find(route, "lo").Index;
        route.SetUp(index).ThrowIfFailed("up");
        foreach (InterfaceAddress address in (InterfaceAddress[])
            [.. PeerWorld.KernelAddresses, new InterfaceAddress(PeerWorld.StackAddress, 24), new InterfaceAddress(PeerWorld.StackIpv6, 64)])
        {
            route.AddAddress(index, address).ThrowIfFailed("address");
            Assert.True(route.WaitUntilLocal(address.Local, TimeSpan.FromSeconds(60)));
        }

        QueueRule.Setup(Port.ToString(CultureInfo.InvariantCulture), "5");
        return new DeviceLink(NetfilterQueueDevice.Open(new NetfilterQueueOptions { Number = 5 }));
    }

    private static void Fetch(PeerWorld world, string curl, bool six)
    {
        using IBinding binding = world.Stack.Bind(new IPEndPoint(PeerWorld.AddressOf(kernel: true, six), Port));
        IListener listener = world.Wait(PeerWorld.On(world.StackLoop, () => PeerWorld.Listen(binding)));
        Task<bool> served = PeerWorld.On(world.StackLoop, () => Serve(listener));
        (int code, string output) = QueueRule.Run(curl, ["--silent", "--show-error", "--max-time", "60", "--interface", $"{PeerWorld.AddressOf(kernel: false, six)}", $"http://{binding.LocalEndPoint}/"]);
        Assert.Equal((0, "hello"), (code, output));
        Assert.True(world.Wait(served));
        QueueRule.Teardown(Port.ToString(CultureInfo.InvariantCulture));
    }

    private static async Fiber<bool> Serve(IListener listener)
    {
        using (listener)
        {
            using IConnection connection = await listener.AcceptAsync();
            byte[] head = new byte[2000];
            int length = await connection.ReceiveAsync(head);
            await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes(Page));
            connection.ShutdownSend();
            return head.AsSpan(0, length).StartsWith("GET / HTTP/1.1\r\n"u8);
        }
    }
}
