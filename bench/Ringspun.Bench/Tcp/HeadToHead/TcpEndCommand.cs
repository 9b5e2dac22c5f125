using System.CommandLine;
using System.Net;
using Ringspun.Bench.Measuring;
using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Tcp.Addresses;
using Ringspun.UserLevel;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>
/// <c>bench/run tcp-end</c>: the end under test, in a process of its own. Says <c>ready</c> when it listens, answers <c>collect</c> when its
/// garbage is collected, and lives until its input ends.
/// </summary>
internal static class TcpEndCommand
{
    public const string Name = "tcp-end";
    public const string Ready = "ready";
    public const string Collect = "collect";

    public static Command Create()
    {
        Argument<string> driver = new("driver");
        Argument<string> address = new("address");
        Option<string?> device = new("--device");
        Command command = new(Name, "The end under test of 'tcp'.") { driver, address, device };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            try
            {
                Run(parsed.GetRequiredValue(driver), IpPrefix.Parse(parsed.GetRequiredValue(address)), parsed.GetValue(device));
            }
            catch (Exception failure) when (failure is LinuxException or PacketDeviceException)
            {
                throw new BenchFailure(failure.Message);
            }
        });
        return command;
    }

    private static void Run(string driver, IpPrefix address, string? device)
    {
        using EventLoop loop = new(LoopDriver.Create(driver));
        using UserNetwork? user = device is null ? null : new UserNetwork(new UserNetworkOptions { Addresses = [address] }, new DeviceLink(Open(device, address)));
        using TcpEnd end = new(loop, user is null ? new KernelNetwork() : user, IPAddress.Parse(address.Address.ToString()));
        end.Start();
        Console.Out.WriteLine(Ready);
        loop.RunUntil(static async () =>
        {
            while (await Blocking.Run(Console.In.ReadLine) is not null)
            {
                GC.Collect();
                Console.Out.WriteLine(Ready);
            }
        });
    }

    private static IPacketDevice Open(string device, IpPrefix address)
    {
        PacketDeviceName name = PacketDeviceName.TryParse(device, out PacketDeviceName? parsed, out string? problem) ? parsed! : throw new BenchFailure(problem!);
        return name.Kind == PacketDeviceKind.Tun
            ? TunDevice.Open(new TunOptions { Name = name.InterfaceName!, Addresses = KernelSide.For([address], gateway: null) })
            : PacketSocketDevice.Open(new PacketSocketOptions { Name = name.InterfaceName! });
    }
}
