using Ringspun.Linux.Devices;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>The kernel at the other end of a TUN interface.</summary>
internal static class TunPeer
{
    public static TunOptions Options { get; } = new() { Name = PeerWorld.Interface, Addresses = PeerWorld.KernelAddresses };

    /// <summary>Runs a test over a TUN interface; where there is no TUN driver for this user it is skipped, visibly.</summary>
    public static void Run(
        string driver,
        Action<PeerWorld> body,
        TunOptions? device = null,
        UserNetworkOptions? network = null,
        Func<ILink, ILink>? around = null)
    {
        int opened = TunControl.Open();
        Assert.SkipWhen(opened < 0, $"There is no TUN driver for this user: /dev/net/tun: {opened.ToErrno()}");
        _ = Descriptors.Close(opened);
        network ??= PeerWorld.Options;
        PeerWorld.Run(driver, Open, body, network);

        ILink Open()
        {
            ILink link = new DeviceLink(TunDevice.Open((device ?? Options) with { Queues = network.Loops }));
            return around is null ? link : around(link);
        }
    }
}
