using System.Net;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Addresses;

/// <summary>Addresses, prefixes and their kinds.</summary>
public class AddressTests
{
    [Fact]
    public void Text_and_bytes_agree_with_the_platforms_addresses() => Seeded.Each(500, random =>
    {
        IpAddress address = Arbitrary.Coin(random) ? Arbitrary.Ipv4(random) : Arbitrary.Ipv6(random);
        byte[] bytes = new byte[address.Bits / 8];
        Assert.Equal(bytes.Length, address.Write(bytes));
        Assert.Equal(new IPAddress(bytes).ToString(), address.ToString());
        Assert.Equal(address, IpAddress.Parse(address.ToString()));
        Assert.Equal(address, address.IsIpv4 ? IpAddress.ReadIpv4(bytes) : IpAddress.ReadIpv6(bytes));
    });

    [Theory]
    [InlineData("127.0.0.1", true, false, false)]
    [InlineData("::1", true, false, false)]
    [InlineData("128.0.0.1", false, false, false)]
    [InlineData("224.0.0.1", false, true, false)]
    [InlineData("239.255.255.255", false, true, false)]
    [InlineData("240.0.0.1", false, false, false)]
    [InlineData("ff02::1", false, true, false)]
    [InlineData("fe80::1", false, false, true)]
    [InlineData("febf::1", false, false, true)]
    [InlineData("fec0::1", false, false, false)]
    [InlineData("169.254.3.4", false, false, true)]
    public void Kinds(string text, bool loopback, bool multicast, bool linkLocal)
    {
        var address = IpAddress.Parse(text);
        Assert.Equal((loopback, multicast, linkLocal), (address.IsLoopback, address.IsMulticast, address.IsLinkLocal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.256")]
    [InlineData("fe80::1%eth0")]
    [InlineData("one")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.False(IpAddress.TryParse(text, out _));
        Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => IpAddress.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.1.2.3/8", "10.255.0.1", true)]
    [InlineData("10.1.2.3/8", "11.0.0.1", false)]
    [InlineData("0.0.0.0/0", "255.1.1.1", true)]
    [InlineData("0.0.0.0/0", "::", false)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("2001:db8::/64", "2001:db8::ffff:1:2:3", true)]
    [InlineData("2001:db8::/64", "2001:db8:0:1::", false)]
    [InlineData("2001:db8::1/128", "2001:db8::1", true)]
    [InlineData("2001:db8::1/127", "2001:db8::2", false)]
    [InlineData("10.0.0.1/32", "10.0.0.1", true)]
    [InlineData("10.0.0.1/32", "10.0.0.0", false)]
    public void A_prefix_contains_what_shares_its_bits(string prefix, string address, bool contained) =>
        Assert.Equal(contained, IpPrefix.Parse(prefix).Contains(IpAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3/8", "10.255.255.255")]
    [InlineData("10.1.2.3/30", "10.1.2.3")]
    [InlineData("10.1.2.0/31", "10.1.2.0")]
    [InlineData("10.1.2.3/32", "10.1.2.3")]
    public void Broadcasts(string prefix, string broadcast) => Assert.Equal(IpAddress.Parse(broadcast), IpPrefix.Parse(prefix).Broadcast);

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/")]
    [InlineData("::1/129")]
    public void What_is_no_prefix_is_refused(string text) => Assert.Throws<FormatException>(() => IpPrefix.Parse(text));

    [Fact]
    public void Groups_of_the_link()
    {
        var address = IpAddress.Parse("2001:db8::aa:bbcc:ddee");
        Assert.Equal(IpAddress.Parse("ff02::1:ffcc:ddee"), address.SolicitedNode());
        Assert.Equal("33:33:ff:cc:dd:ee", MacAddress.ForMulticast(address.SolicitedNode()).ToString());
        Assert.True(MacAddress.ForMulticast(address.SolicitedNode()).IsGroup);
        Assert.False(new MacAddress(0x0200_0000_0001).IsGroup);
    }
}
