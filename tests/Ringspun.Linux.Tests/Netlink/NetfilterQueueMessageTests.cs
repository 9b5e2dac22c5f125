using Ringspun.Linux.Netlink;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Linux.Tests.Netlink;

public sealed class NetfilterQueueMessageTests
{
    private const ushort Packet = 0x300;
    private static readonly byte[] Payload = [0x45, 0, 0, 21, 9];

    [Fact]
    public void Requests_are_as_nfnetlink_queue_h_has_them()
    {
        byte[] buffer = new byte[64];
        Assert.Equal(
            [28, 0, 0, 0, 2, 3, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 8, 0, 1, 0, 1, 0, 0, 0],
            NetfilterQueueMessage.Bind(buffer, 7, 0x1234).ToArray());
        Assert.Equal(
            [32, 0, 0, 0, 2, 3, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 0, 2, 0, 0, 0, 0xff, 0xfb, 2, 0, 0, 0],
            NetfilterQueueMessage.Copy(buffer, 7, 1).ToArray());
        Assert.Equal(
            [28, 0, 0, 0, 2, 3, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 8, 0, 3, 0, 0, 0, 4, 0],
            NetfilterQueueMessage.SetMaximum(buffer, 7, 1, 1024).ToArray());
        Assert.Equal(
            [36, 0, 0, 0, 2, 3, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 8, 0, 5, 0, 0, 0, 0, 4, 8, 0, 4, 0, 0, 0, 0, 5],
            NetfilterQueueMessage.Configure(buffer, 7, 1, NetfilterQueueMessage.NFQA_CFG_F_GSO).ToArray());
        Assert.Equal(
            [32, 0, 0, 0, 3, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 12, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2],
            NetfilterQueueMessage.Drop(buffer, 1, 258).ToArray());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1u, true)]
    [InlineData(4u, false)]
    [InlineData(6u, false)]
    public void A_packet_has_a_number_a_place_and_a_checksum_or_not(uint? info, bool isVerified)
    {
        byte[] message = Message(info, whole: null);
        Assert.Equal(NetlinkRefusal.None, NetfilterQueueMessage.Read(message, out NetfilterQueuePacket packet));
        Assert.Equal((77u, Payload.Length, false, isVerified), (packet.Id, packet.Length, packet.IsCut, packet.IsVerified));
        Assert.Equal(Payload, message.AsSpan(packet.Offset, packet.Length).ToArray());
    }

    [Fact]
    public void A_packet_that_was_cut_says_so()
    {
        Assert.Equal(NetlinkRefusal.None, NetfilterQueueMessage.Read(Message(info: null, whole: 6), out NetfilterQueuePacket packet));
        Assert.True(packet.IsCut);
    }

    [Fact]
    public void Other_messages_are_told_apart()
    {
        byte[] message = Message(info: null, whole: null);
        message[4] = (byte)NetlinkMessage.ERROR;
        message[5] = 0;
        Assert.Equal(NetlinkRefusal.Kind, NetfilterQueueMessage.Read(message, out _));
        Assert.Equal(NetlinkRefusal.Truncated, NetfilterQueueMessage.Read([], out _));
        Assert.Equal(NetlinkRefusal.Length, NetfilterQueueMessage.Read(message.AsSpan(0, 30), out _));
    }

    [Fact]
    public void A_packet_without_its_number_or_bytes_is_refused()
    {
        NetlinkWriter writer = new(new byte[64], Packet, NetlinkFlags.None, 0);
        writer.Reserve(4);
        writer.Add(1, [0, 0, 0, 1, 8, 0, 1]);
        Assert.Equal(NetlinkRefusal.Missing, NetfilterQueueMessage.Read(writer.Finish(), out _));
        writer = new(new byte[64], Packet, NetlinkFlags.None, 0);
        writer.Reserve(4);
        writer.Add(10, Payload);
        Assert.Equal(NetlinkRefusal.Missing, NetfilterQueueMessage.Read(writer.Finish(), out _));
        writer.Add(1, [0, 0, 0, 1, 8, 0]);
        Assert.Equal(NetlinkRefusal.Value, NetfilterQueueMessage.Read(writer.Finish(), out _));
    }

    [Fact]
    public void Any_bytes_are_a_packet_inside_of_them_or_refused() => Seeded.Each(50, random =>
    {
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = Message((uint)random.Next(8), (uint)random.Next(10));
            for (int n = random.Next(5); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)random.Next(16);
            }

            ReadOnlySpan<byte> given = random.Next(3) == 0 ? bytes.AsSpan(0, random.Next(bytes.Length + 1)) : bytes;
            if (NetfilterQueueMessage.Read(given, out NetfilterQueuePacket packet) == NetlinkRefusal.None)
            {
                Assert.InRange(packet.Offset, 20, given.Length);
                Assert.InRange(packet.Length, 1, given.Length - packet.Offset);
            }
            else
            {
                Assert.Equal(default, packet);
            }
        }
    });

    private static byte[] Message(uint? info, uint? whole)
    {
        NetlinkWriter writer = new(new byte[128], Packet, NetlinkFlags.None, 0);
        writer.Reserve(4);
        writer.Add(1, [0, 0, 0, 77, 8, 0, 1]);
        writer.AddBigEndian(5, 1);
        if (whole is { } length)
        {
            writer.AddBigEndian(13, length);
        }

        if (info is { } flags)
        {
            writer.AddBigEndian(14, flags);
        }

        writer.Add(10, Payload);
        return writer.Finish().ToArray();
    }
}
