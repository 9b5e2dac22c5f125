using Ringspun.Linux.Devices;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>The kernel and the stack on Ethernet: neighbours are found (RFC 826, RFC 4861) before anything else goes.</summary>
public sealed class VethTests
{
    private const int Length = 8_000_000;

    [Theory]
    [InlineData("epoll", true, false, 1500)]
    [InlineData("epoll", false, true, 1280)]
    [InlineData("epoll", false, false, 9000)]
    [InlineData("io_uring", false, false, 9000)]
    [InlineData("io_uring", true, true, 1500)]
    [InlineData("io_uring", true, false, 1500)]
    public void Both_directions_at_once(string driver, bool kernelListens, bool six, int mtu) => VethPeer.Run(
        driver, world => Exchange.Check(world, kernelListens, six, Length), mtu);

    /// <summary>The kernel leaves its checksums to the wire all the same, and a wire in memory to the receiver.</summary>
    [Theory]
    [InlineData("epoll", true, false)]
    [InlineData("epoll", false, true)]
    [InlineData("io_uring", false, false)]
    [InlineData("io_uring", true, true)]
    public void Without_offloads_both_directions_carry_what_was_sent(string driver, bool kernelListens, bool six) => VethPeer.Run(
        driver, world => Exchange.Check(world, kernelListens, six, Length / 8), device: VethPeer.Options with { Offloads = DeviceOffloads.None });

    [Theory]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    [InlineData("io_uring", false)]
    [InlineData("io_uring", true)]
    public void Neighbours_are_found_and_pings_answered(string driver, bool six) => VethPeer.Run(driver, _ => PingTests.Ping(six));

    [Theory, MemberData(nameof(PeerWorld.Drivers), MemberType = typeof(PeerWorld))]
    public void Resets_and_half_closes_arrive(string driver) => VethPeer.Run(driver, world =>
    {
        Assert.Equal(Errno.ECONNRESET, world.Meet(kernelListens: false, six: true, Exchange.GreetAndReceive, Exchange.Abort).Kernel);
        Assert.Equal(Errno.ECONNRESET, world.Meet(kernelListens: true, six: false, Exchange.Abort, Exchange.GreetAndReceive).Stack);
        Assert.Equal(Errno.None, world.Meet(kernelListens: true, six: true, End, Exchange.ReceiveToTheEnd).Stack);

        static async Fiber<Errno> End(IConnection connection)
        {
            connection.ShutdownSend();
            return await Exchange.ReceiveToTheEnd(connection);
        }
    });
}
