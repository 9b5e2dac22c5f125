using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringspun.Linux.Tests;

public sealed class NativeSocketAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", 80)]
    [InlineData("255.254.253.252", 65535)]
    [InlineData("::1", 0)]
    [InlineData("2001:db8::7", 443)]
    [InlineData("fe80::1%3", 8080)]
    public void Ip_endpoints_survive_the_way_there_and_back(string address, int port)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        var native = NativeSocketAddress.From(endPoint);
        Assert.Equal(endPoint, native.ToEndPoint());
        Assert.Equal(port, native.Port);
        SocketAddress expected = endPoint.Serialize();
        Assert.Equal(expected.Buffer.Span[..expected.Size], native.Bytes);
    }

    [Theory]
    [InlineData("/run/x.sock")]
    [InlineData("\0abstract")]
    [InlineData("/ä/€")]
    public void Unix_endpoints_survive_the_way_there_and_back(string path)
    {
        var endPoint = new UnixDomainSocketEndPoint(path);
        var native = NativeSocketAddress.From(endPoint);
        Assert.Equal(SocketFamily.UNIX, native.Family);
        Assert.Equal(endPoint.ToString(), native.ToEndPoint()!.ToString());
        Assert.Equal(2 + Encoding.UTF8.GetByteCount(path) + (path[0] == '\0' ? 0 : 1), native.Length);
        Assert.Equal(native, NativeSocketAddress.From(native.ToEndPoint()!));
    }

    [Fact]
    public void An_unnamed_unix_address_is_an_endpoint_too()
    {
        NativeSocketAddress native = default;
        native.Buffer[0] = (byte)SocketFamily.UNIX;
        native.SetLength(2);
        Assert.IsType<UnixDomainSocketEndPoint>(native.ToEndPoint());
    }

    [Fact]
    public void No_address_is_no_endpoint()
    {
        NativeSocketAddress none = default;
        Assert.Null(none.ToEndPoint());
        Assert.Equal((0, SocketFamily.UNSPEC, 0), (none.Length, none.Family, none.Port));
        Assert.Equal("UNSPEC", none.ToString());
    }

    [Fact]
    public void A_truncated_address_is_no_endpoint()
    {
        var native = NativeSocketAddress.From(new IPEndPoint(IPAddress.IPv6Loopback, 1));
        native.SetLength(20);
        Assert.Null(native.ToEndPoint());
    }

    [Fact]
    public void Names_are_refused() =>
        Assert.Throws<ArgumentException>(() => NativeSocketAddress.From(new DnsEndPoint("localhost", 1)));

    [Fact]
    public void Equality_looks_at_the_bytes_in_use()
    {
        var left = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 1));
        var right = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 1));
        right.Buffer[100] = 1;
        Assert.True(left == right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.True(left != NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 2)));
    }

    [Fact]
    public unsafe void The_length_lies_behind_the_storage()
    {
        var native = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 1));
        Assert.Equal(16, *(int*)((byte*)&native + NativeSocketAddress.LengthOffset));
        Assert.Equal(2, *(ushort*)&native);
    }
}
