using Ringspun.Linux.Devices;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>The kernel and the stack over a bad wire. Neither trusts a checksum that it has not computed: what is corrupted must be noticed.</summary>
public sealed class LossyLinkTests
{
    private static readonly TunOptions Whole = TunPeer.Options with { Offloads = DeviceOffloads.None };

    [Theory]
    [InlineData("epoll", true, false, 3_000_000, 0.02, 0, 0, 0)]
    [InlineData("epoll", false, true, 2_000_000, 0.02, 0.05, 0.02, 0)]
    [InlineData("io_uring", true, true, 2_000_000, 0.01, 0.05, 0.02, 0.01)]
    [InlineData("io_uring", false, false, 3_000_000, 0, 0.1, 0.1, 0.01)]
    public void Everything_arrives_as_it_was_sent(
        string driver, bool kernelListens, bool six, int length, double loss, double reordering, double duplication, double corruption)
    {
        LinkFaults faults = new() { Loss = loss, Reordering = reordering, Duplication = duplication, Corruption = corruption, Seed = Seeds.Next() };
        TunPeer.Run(
            driver,
            world => Exchange.Check(world, kernelListens, six, length),
            Whole,
            around: link => new FaultyLink(link, faults));
    }

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Super_segments_that_are_lost_are_sent_again(string driver)
    {
        LinkFaults faults = new() { Loss = 0.02, Reordering = 0.02, Seed = Seeds.Next() };
        TunPeer.Run(
            driver, world => Exchange.Check(world, kernelListens: false, six: false, 5_000_000), around: link => new FaultyLink(link, faults));
    }
}
