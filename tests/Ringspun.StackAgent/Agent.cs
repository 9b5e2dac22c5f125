using System.Net.Sockets;
using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.UserLevel;

namespace Ringspun.StackAgent;

/// <summary>The agent: a loop with the stack on one side and the control socket on the other.</summary>
internal static class Agent
{
    private const DeviceOffloads NoOffloads = DeviceOffloads.None;

    /// <returns>The exit code.</returns>
    public static int Run(AgentSettings settings)
    {
        try
        {
            using var loop = new EventLoop(EpollAioDriver.Create());
            using UserNetwork network = Open(settings);
            network.Join(loop);
            File.Delete(settings.Control);
            using IBinding control = new KernelNetwork().Bind(new UnixDomainSocketEndPoint(settings.Control));
            using IListener listener = control.Listen(loop);
            loop.SpawnDetached(Serve, (listener, network, settings));
            Console.WriteLine("ready");
            loop.Run();
            return 0;
        }
        catch (ArgumentException mistake)
        {
            // The first line says it; the others are for programmers.
            Console.Error.WriteLine($"stack agent: {mistake.Message.Split('\n')[0]}");
            return 2;
        }
        catch (Exception failure) when (failure is LinuxException or PacketDeviceException or IOException)
        {
            Console.Error.WriteLine($"stack agent: {failure.Message}");
            return 1;
        }
    }

    private static UserNetwork Open(AgentSettings settings)
    {
        TunDevice device = TunDevice.Open(new TunOptions
        {
            Name = settings.Interface,
            Mtu = settings.Mtu,
            Offloads = settings.Offload ? DeviceOffloads.All : NoOffloads,
            Addresses = KernelSide.IsMissing(settings.Interface) ? KernelSide.For(settings.Addresses, settings.Gateway) : [],
        });
        ILink link = new DeviceLink(device);
        if (settings.Capture is { } file)
        {
            link = new CapturingLink(link, new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }

        return new UserNetwork(
            new UserNetworkOptions
            {
                Addresses = settings.Addresses,
                Routes = settings.Gateway is { } gateway ? [KernelSide.DefaultRoute(gateway)] : [],
                Tcp = settings.Tcp,
                Secret = settings.Secret,
            },
            link);
    }

    private static async Fiber Serve((IListener Listener, UserNetwork Network, AgentSettings Settings) agent)
    {
        SocketTable sockets = new();
        while (true)
        {
            IConnection tester = await agent.Listener.AcceptAsync();
            EventLoop.Current!.SpawnDetached(
                static session => session.Serve(), new ControlSession(tester, agent.Network, sockets, agent.Settings.Tcp));
        }
    }
}
