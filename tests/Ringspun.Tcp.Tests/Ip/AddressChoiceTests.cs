using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Tests.Udp;

namespace Ringspun.Tcp.Tests.Ip;

/// <summary>Which address speaks (RFC 6724 section 5, RFC 1122 section 3.3.4.3), for UDP and for TCP.</summary>
public class AddressChoiceTests
{
    [Theory]

    // The network of the destination, or of the next hop.
    [InlineData("10.0.0.1/24 10.0.1.1/24", "10.0.1.9", "10.0.1.1")]
    [InlineData("10.0.0.1/24 10.0.1.1/24", "10.0.0.9", "10.0.0.1")]
    [InlineData("10.0.0.1/24 10.0.1.1/24", "192.0.2.1", "10.0.1.1")]
    [InlineData("10.0.0.1/8 10.0.1.1/24", "10.0.1.9", "10.0.1.1")]
    [InlineData("2001:db8:a::1/64 2001:db8:b::1/64", "2001:db8:b::9", "2001:db8:b::1")]
    [InlineData("2001:db8:a::1/64 2001:db8:b::1/64", "2001:db8:a::9", "2001:db8:a::1")]

    // Rule 1: the same address.
    [InlineData("10.0.0.1/24 10.0.0.2/24", "10.0.0.2", "10.0.0.2")]

    // Rule 2: the scope; a narrower one than the destination's is the last choice, a wider one the second.
    [InlineData("169.254.0.1/16 10.0.0.1/24", "192.0.2.1", "10.0.0.1")]
    [InlineData("10.0.0.1/24 169.254.0.1/16", "169.254.0.9", "169.254.0.1")]
    [InlineData("fe80::1/64 2001:db8:a::1/64", "2001:db8:c::1", "2001:db8:a::1")]
    [InlineData("2001:db8:a::1/64 fe80::1/64", "fe80::9", "fe80::1")]
    [InlineData("fe80::1/64 fec0::1/64 2001:db8:a::1/64", "fec0:0:0:1::1", "fec0::1")]
    [InlineData("fe80::1/64 fec0::1/64", "2001:db8:c::1", "fec0::1")]
    [InlineData("fe80::1/64", "2001:db8:c::1", "fe80::1")]

    // Rule 6: the label.
    [InlineData("2001:db8:a::1/64 2002:c633:6401::1/64", "2002:c000:201::1", "2002:c633:6401::1")]
    [InlineData("2002:c633:6401::1/64 2001:db8:a::1/64", "2001:db8:c::1", "2001:db8:a::1")]
    [InlineData("2001:db8:a::1/64 fd00:1::1/64", "fd00:2::1", "fd00:1::1")]
    [InlineData("fd00:1::1/64 2001:db8:a::1/64", "2001:db8:c::1", "2001:db8:a::1")]
    [InlineData("2001:0:1::1/64 2001:db8:a::1/64", "2001:db8:c::1", "2001:db8:a::1")]

    // Rule 8: the longest prefix in common; then the first.
    [InlineData("2001:db8:f000::1/64 2001:db8:c1::1/64", "2001:db8:c0::1", "2001:db8:c1::1")]
    [InlineData("2001:db8:a::1/64 2001:db8:a::2/64", "2001:db8:a::9", "2001:db8:a::1")]
    public void The_best_address_speaks(string addresses, string destination, string expected)
    {
        var to = new Endpoint(IpAddress.Parse(destination), 80);
        Rig rig = new(options => options with
        {
            Addresses = [.. addresses.Split(' ').Select(IpPrefix.Parse)],
            Routes = [new Route(IpPrefix.Parse("0.0.0.0/0"), IpAddress.Parse("10.0.1.254")), new Route(IpPrefix.Parse("::/0"), IpAddress.Parse("fe80::ffff"))],
        });
        Assert.Equal(StackError.None, rig.Stack.Connect(rig.Now, to, out ConnectionId id));
        Assert.Equal(StackError.None, rig.Stack.GetInfo(id, out ConnectionInfo info));
        Assert.Equal(IpAddress.Parse(expected), info.Local.Address);
        DatagramSocketId socket = rig.OpenUdp(new Endpoint(to.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6, 0));
        Assert.Equal(StackError.None, rig.Stack.Connect(socket, to));
        Assert.Equal(IpAddress.Parse(expected), rig.Info(socket).Local.Address);
    }

    [Fact]
    public void The_other_family_has_no_address_to_speak_from()
    {
        Rig rig = new(static options => options with { Addresses = [IpPrefix.Parse("10.0.0.1/24")], Routes = [new Route(IpPrefix.Parse("::/0"))] });
        Endpoint to = new(IpAddress.Parse("2001:db8::1"), 80);
        Assert.Equal(StackError.NoRoute, rig.Stack.Connect(rig.Now, to, out _));
        DatagramSocketId id = rig.OpenUdp(new Endpoint(IpAddress.AnyIpv6, 0));
        Assert.Equal(StackError.NoRoute, rig.Stack.SendTo(rig.Now, id, to, [1]));
    }
}
