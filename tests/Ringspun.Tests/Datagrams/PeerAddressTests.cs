using System.Net;

namespace Ringspun.Tests.Datagrams;

public sealed class PeerAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:80")]
    [InlineData("255.254.253.252:65535")]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::1]:443")]
    [InlineData("[2001:db8:1:2:3:4:5:6]:53")]
    [InlineData("[fe80::1%3]:9")]
    public void It_is_the_endpoint_in_the_kernels_form_and_back(string text)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(text);
        var address = new PeerAddress(endPoint);
        Assert.Equal(endPoint, address.ToEndPoint());
        Assert.Equal(endPoint.ToString(), address.ToString());
        Assert.Equal(endPoint.Port, address.Port);
        Span<byte> native = stackalloc byte[PeerAddress.NativeCapacity];
        int length = address.Write(native);
        NativeSocketAddress expected = NativeSocketAddress.From(endPoint);
        Assert.Equal(expected.Bytes.ToArray(), native[..length].ToArray());
        Assert.Equal(address, PeerAddress.Read(native[..length]));
        Assert.Equal(address.GetHashCode(), PeerAddress.Read(native[..length]).GetHashCode());
        Assert.NotEqual(address, new PeerAddress(new IPEndPoint(endPoint.Address, endPoint.Port ^ 1)));
    }

    [Fact]
    public void The_default_is_no_address()
    {
        Assert.True(default(PeerAddress).IsEmpty);
        Assert.Null(default(PeerAddress).ToEndPoint());
        Assert.True(PeerAddress.Read([]).IsEmpty);
        Assert.False(new PeerAddress(new IPEndPoint(IPAddress.Any, 0)).IsEmpty);
    }
}
