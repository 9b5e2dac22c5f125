using System.Buffers.Binary;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Tests.Netlink;

public sealed class LinkStateMessageTests
{
    private const byte Bridge = 7;

    [Theory]
    [InlineData(RouteMessageType.NEWLINK, 0, 16, true)]
    [InlineData(RouteMessageType.DELLINK, 0, 16, true)]
    [InlineData(RouteMessageType.DELLINK, Bridge, 16, false)]
    [InlineData(RouteMessageType.NEWLINK, Bridge, 16, false)]
    [InlineData(RouteMessageType.NEWADDR, 0, 16, false)]
    [InlineData(RouteMessageType.NEWLINK, 0, 15, false)]
    public void News_of_a_link_is_told_from_other_news(int type, byte family, int length, bool expected)
    {
        byte[] payload = new byte[16];
        payload[0] = family;
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(4), 42);
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(8), (uint)(LinkFlags.UP | LinkFlags.MULTICAST));
        NetlinkMessage message = new() { Type = (ushort)type, Payload = payload.AsSpan(0, length) };
        Assert.Equal(expected, LinkMessage.TryReadState(message, out int index, out LinkFlags flags));
        Assert.Equal(expected ? (42, LinkFlags.UP | LinkFlags.MULTICAST) : (0, LinkFlags.None), (index, flags));
    }
}
