using Ringspun.Tests.Shared;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>A datagram costs no allocation, whichever way it goes.</summary>
public class DatagramAllocationTests
{
    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 100)]
    [InlineData(false, 4_000)]
    [InlineData(true, 4_000)]
    public void There_and_back(bool ipv6, int length)
    {
        Rig near = new();
        Rig far = new(static options => options with { Addresses = [IpPrefix.Parse("10.0.0.2/24"), IpPrefix.Parse("2001:db8::2/64")] }, key: 2);
        DatagramSocketId client = near.OpenUdp(new Endpoint(ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4, 0));
        DatagramSocketId server = far.OpenUdp(new Endpoint(Rig.Peer(ipv6), 53));
        Assert.Equal(StackError.None, near.Stack.Connect(client, new Endpoint(Rig.Peer(ipv6), 53)));
        byte[] data = new byte[length];
        byte[] packet = new byte[1_500];
        long came = 0;
        Run(100);
        long allocated = Allocations.OfOneRun(() => Run(1_000));
        Assert.True(came >= 2_000, $"{came} came");
        Assert.Equal(0, allocated);

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                near.Stack.Send(near.Now, client, data);
                Carry(near, far);
                if (far.Stack.ReceiveFrom(server, data, out int count, out DatagramInfo info) == StackError.None)
                {
                    came++;
                    far.Stack.SendTo(far.Now, server, info.Remote, data.AsSpan(0, count), info.Local);
                }

                Carry(far, near);
                came += near.Stack.ReceiveFrom(client, data, out _, out _) == StackError.None ? 1 : 0;
                while (near.Stack.TryTakeEvent(out _) || far.Stack.TryTakeEvent(out _))
                {
                }
            }
        }

        void Carry(Rig sender, Rig receiver)
        {
            int written;
            while ((written = sender.Stack.Transmit(sender.Now, packet, out _)) > 0)
            {
                receiver.Stack.Receive(receiver.Now, packet.AsSpan(0, written));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Echoes_and_errors(bool ipv6)
    {
        Rig near = new(static options => options with { IcmpErrorRate = 1_000_000 });
        Rig far = new(static options => options with { Addresses = [IpPrefix.Parse("10.0.0.2/24"), IpPrefix.Parse("2001:db8::2/64")], IcmpErrorRate = 1_000_000 }, key: 2);
        IpAddress any = ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
        DatagramSocketId udp = near.OpenUdp(new Endpoint(any, 0));
        Assert.Equal(StackError.None, near.Stack.OpenEcho(any, out DatagramSocketId echo));
        Endpoint to = new(Rig.Peer(ipv6), 9);
        byte[] data = new byte[3_000];
        byte[] packet = new byte[1_500];
        long replies = 0, errors = 0;
        Run(100);
        long allocated = Allocations.OfOneRun(() => Run(500));
        Assert.True(replies >= 600 && errors >= 600, $"{replies} replies, {errors} errors");
        Assert.Equal(0, allocated);

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                near.Now += 10_000;
                far.Now += 10_000;
                near.Stack.SendEcho(near.Now, echo, to.Address, (ushort)i, data);
                near.Stack.SendTo(near.Now, udp, to, data);
                Carry(near, far);
                Carry(far, near);
                replies += near.Stack.ReceiveFrom(echo, data, out _, out _) == StackError.None ? 1 : 0;
                errors += near.Stack.TakeError(udp, out _) == StackError.None ? 1 : 0;
                while (near.Stack.TryTakeEvent(out _))
                {
                }
            }
        }

        void Carry(Rig sender, Rig receiver)
        {
            int written;
            while ((written = sender.Stack.Transmit(sender.Now, packet, out _)) > 0)
            {
                receiver.Stack.Receive(receiver.Now, packet.AsSpan(0, written));
            }
        }
    }
}
