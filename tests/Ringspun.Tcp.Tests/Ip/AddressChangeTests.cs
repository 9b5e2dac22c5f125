using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Udp;

namespace Ringspun.Tcp.Tests.Ip;

/// <summary>Addresses that come and go while there are connections and sockets.</summary>
public class AddressChangeTests
{
    private static readonly IpPrefix Second = IpPrefix.Parse("10.0.9.1/24");

    [Fact]
    public void A_new_address_is_heard_and_speaks()
    {
        Rig rig = new();
        Endpoint peer = new(IpAddress.Parse("10.0.9.2"), 9);
        DatagramSocketId id = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 53));
        byte[] packet = UdpPacket.Write(peer, new Endpoint(Second.Address, 53), [1]);
        rig.Deliver(packet);
        Assert.Equal(1, rig[StackCounter.NotForUs]);
        Assert.Equal(StackError.NoRoute, rig.Stack.SendTo(rig.Now, id, peer, [1]));
        Assert.Equal(StackError.None, rig.Stack.AddAddress(Second));
        Assert.Contains(Second, rig.Stack.Addresses);
        rig.Deliver(packet);
        rig.Receive(id, [1], peer);
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, id, peer, [2]));
        UdpPacket.Read(Assert.Single(rig.Sent()), out Endpoint from, out _);
        Assert.Equal(Second.Address, from.Address);
    }

    [Fact]
    public void Not_everything_is_an_address_to_have()
    {
        Rig rig = new();
        Assert.Equal(StackError.AddressInUse, rig.Stack.AddAddress(IpPrefix.Parse("10.0.0.1/16")));
        Assert.Equal(StackError.AddressInUse, rig.Stack.AddAddress(IpPrefix.Parse("127.0.0.1/8")));
        Assert.Equal(StackError.InvalidAddress, rig.Stack.AddAddress(IpPrefix.Parse("224.0.0.1/4")));
        Assert.Equal(StackError.InvalidAddress, rig.Stack.AddAddress(IpPrefix.Parse("::/0")));
        Assert.Equal(StackError.AddressNotAvailable, rig.Stack.RemoveAddress(Second.Address));
        Assert.Equal(2, rig.Stack.Addresses.Count);
    }

    [Fact]
    public void Connections_of_an_address_end_with_it_and_others_go_on()
    {
        Script script = Script.Active();
        Stack stack = script.Stack;
        Assert.Equal(StackError.None, stack.AddAddress(Second));
        Endpoint peer = new(IpAddress.Parse("10.0.9.2"), 9);
        Assert.Equal(StackError.None, stack.Connect(script.Now, peer, out ConnectionId other));
        Assert.Equal(StackError.None, stack.RemoveAddress(Second.Address));
        Assert.Equal(StackError.None, stack.GetInfo(other, out ConnectionInfo info));
        Assert.Equal((StackError.AddressRemoved, TcpState.Closed), (info.Failure, info.State));
        Assert.True(stack.TryTakeEvent(out StackEvent told));
        Assert.Equal((other, ConnectionEvents.Failed), (told.Connection, told.Events));
        script.ExpectNothing();
        script.Write(10);
        script.Expect(TcpFlags.Ack, 1, length: 10);
        Assert.Equal(StackError.None, stack.RemoveAddress(script.Local.Address));
        Assert.Equal(StackError.AddressRemoved, script.Info.Failure);
        Assert.Equal(StackError.AddressRemoved, stack.Send(script.Now, script.Id, [1], out _));
        script.Send(TcpFlags.Ack, 1, 11);
        script.ExpectNothing();
        Assert.Equal((2, 0), (stack.Counters[StackCounter.AddressRemovals], script.Pool.Rented));
        Assert.Empty(stack.Addresses);
        Assert.Equal(StackError.NoRoute, stack.Connect(script.Now, peer, out _));
        Assert.Equal(ConnectionEvents.Failed, script.Events());
        Assert.Equal(StackError.None, stack.Close(script.Now, script.Id));
        Assert.Equal(StackError.None, stack.Close(script.Now, other));
        Assert.Equal(0, stack.ConnectionCount);
    }

    [Fact]
    public void Connections_that_nobody_has_accepted_end_too()
    {
        Script script = new Script().Listening();
        script.Send(TcpFlags.Syn, options: Script.Plain);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack, 0, 1);
        Assert.Equal(StackError.None, script.Stack.RemoveAddress(script.Local.Address));
        Assert.Equal(0, script.Stack.ConnectionCount);

        // The listener hears again when the address is back.
        Assert.Equal(StackError.None, script.Stack.AddAddress(IpPrefix.Parse("10.0.0.1/24")));
        script.Send(TcpFlags.Syn, options: Script.Plain);
        script.Expect(TcpFlags.Syn | TcpFlags.Ack, 0, 1);
    }

    [Fact]
    public void What_waited_to_be_sent_from_it_is_not_sent()
    {
        Rig rig = new();
        Endpoint peer = new(Rig.Peer(false), 9);
        DatagramSocketId bound = rig.OpenUdp(false);
        DatagramSocketId any = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv4, 54));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, bound, peer, new byte[4_000]));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, any, peer, [1]));
        byte[] buffer = new byte[1_500];
        Assert.True(rig.Stack.Transmit(rig.Now, buffer, out _) > 0);
        Assert.Equal(StackError.None, rig.Stack.RemoveAddress(Rig.Own(false)));
        rig.ExpectNothing();
        Assert.Equal((2, 0), (rig[StackCounter.DatagramsUnsent], rig.Pool.Rented));
        Assert.Equal(StackError.None, rig.Stack.TakeError(bound, out DatagramError error));
        Assert.Equal(StackError.AddressRemoved, error.Error);
        Assert.Equal(StackError.NoRoute, rig.Stack.SendTo(rig.Now, bound, peer, [1]));
        Assert.Equal(StackError.None, rig.Stack.AddAddress(IpPrefix.Parse("10.0.0.1/24")));
        Assert.Equal(StackError.None, rig.Stack.SendTo(rig.Now, bound, peer, [1]));
        Assert.Single(rig.Sent());
    }
}
