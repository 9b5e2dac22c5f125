using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>The kernel at one end of a wire, and the stack with a packet socket at the other. Neither knows the other's hardware address.</summary>
internal static class VethPeer
{
    public const string KernelEnd = "kernel0";

    public static PacketSocketOptions Options { get; } = new() { Name = PeerWorld.Interface };

    public static void Run(
        string driver, Action<PeerWorld> body, int mtu = 1500, UserNetworkOptions? network = null, PacketSocketOptions? device = null)
    {
        network ??= PeerWorld.Options;
        PeerWorld.Run(driver, Open, body, network);

        ILink Open()
        {
            (LinkInfo kernel, LinkInfo own) = TestLinks.AddVeth(KernelEnd, PeerWorld.Interface);
            using RouteNetlink route = RouteNetlink.Open();
            route.SetMtu(kernel.Index, mtu).ThrowIfFailed("mtu");
            route.SetMtu(own.Index, mtu).ThrowIfFailed("mtu");
            foreach (InterfaceAddress address in PeerWorld.KernelAddresses)
            {
                route.AddAddress(kernel.Index, address).ThrowIfFailed("address");
                Assert.True(route.WaitUntilLocal(address.Local, TimeSpan.FromSeconds(60)));
            }

            return new DeviceLink(PacketSocketDevice.Open((device ?? Options) with { Queues = network.Loops }));
        }
    }
}
