// Answers HTTP by a TCP of the program's own, on an interface that it makes: as root, or with CAP_NET_ADMIN,
//   dotnet build samples/TunServer; dotnet run --no-build --project samples/TunServer
// or without any right, in a network of one's own:
//   unshare -Urn dotnet run --no-build --project samples/TunServer
// and from another terminal (nsenter -t PID -U -n --preserve-credentials for the second way): ping 10.77.0.2; curl http://10.77.0.2/
using System.Net;
using Ringspun;
using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Tcp.Addresses;
using Ringspun.UserLevel;

// The kernel is 10.77.0.1 on the interface, the stack 10.77.0.2.
TunDevice device = TunDevice.Open(new TunOptions { Name = "ringspun0", Addresses = [new InterfaceAddress(IPAddress.Parse("10.77.0.1"), 24)] });
using var network = new UserNetwork(new UserNetworkOptions { Addresses = [IpPrefix.Parse("10.77.0.2/24")] }, new DeviceLink(device));
using var loop = new EventLoop(EpollAioDriver.Create());
loop.RunUntil(Serve, network);

static async Fiber Serve(UserNetwork network)
{
    using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Any, 80));
    using IListener listener = binding.Listen(EventLoop.Current!);
    Console.WriteLine("answering on http://10.77.0.2/");
    while (true)
    {
        EventLoop.Current!.SpawnDetached(Answer, await listener.AcceptAsync());
    }
}

static async Fiber Answer(IConnection connection)
{
    using (connection)
    {
        // One request, however it is put, is answered once its first bytes are there.
        using Chunk request = await connection.LeaseAsync();
        await connection.SendAsync("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nA TCP of its own.\n"u8.ToArray());
    }
}
