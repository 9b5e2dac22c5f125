using System.Text;
using Ringspun.Linux.Netlink;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Linux.Tests.Netlink;

public sealed class NetlinkFramingTests
{
    [Fact]
    public void A_message_has_its_header_and_aligned_attributes()
    {
        byte[] buffer = new byte[64];
        buffer.AsSpan().Fill(0xee);
        NetlinkWriter writer = new(buffer, 18, NetlinkFlags.REQUEST | NetlinkFlags.ACK, 0x01020304);
        writer.Add(3, "abcd");
        int nested = writer.BeginNested(18);
        writer.Add(1, 0x0a0b0c0du);
        writer.AddBigEndian(2, 0x0a0b0c0du);
        writer.EndNested(nested);
        byte[] expected =
        [
            48, 0, 0, 0, 18, 0, 5, 0, 4, 3, 2, 1, 0, 0, 0, 0,
            9, 0, 3, 0, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 0, 0, 0, 0,
            20, 0, 18, 0x80, 8, 0, 1, 0, 0x0d, 0x0c, 0x0b, 0x0a, 8, 0, 2, 0, 0x0a, 0x0b, 0x0c, 0x0d,
        ];
        Assert.Equal(expected, writer.Finish().ToArray());
    }

    [Fact]
    public void What_was_written_is_read()
    {
        byte[] buffer = new byte[64];
        NetlinkWriter writer = new(buffer, 7, NetlinkFlags.MULTI, 99);
        writer.Add(5, "name");
        writer.Add(6, [1, 2, 3]);
        NetlinkReader reader = new(writer.Finish());
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal((7, NetlinkFlags.MULTI, 99u), (message.Type, message.Flags, message.Sequence));
        NetlinkAttributes attributes = new(message.Payload);
        Assert.True(attributes.TryRead(out NetlinkAttribute name));
        Assert.Equal((5, "name"), (name.Type, name.ReadText()));
        Assert.True(attributes.TryRead(out NetlinkAttribute bytes));
        Assert.Equal([1, 2, 3], bytes.Value.ToArray());
        Assert.False(bytes.TryReadUInt32(out _));
        Assert.False(attributes.TryRead(out _));
        Assert.False(reader.TryRead(out _));
        Assert.Equal((NetlinkRefusal.None, NetlinkRefusal.None), (attributes.Refusal, reader.Refusal));
    }

    [Fact]
    public void A_message_longer_than_its_buffer_is_a_mistake_of_the_program()
    {
        Assert.Throws<InvalidOperationException>(() =>
        {
            NetlinkWriter writer = new(new byte[24], 1, NetlinkFlags.None, 0);
            writer.Add(1, "too long for it");
        });
    }

    [Theory]
    [InlineData(15, 16, nameof(NetlinkRefusal.Truncated))]
    [InlineData(16, 15, nameof(NetlinkRefusal.Length))]
    [InlineData(16, 17, nameof(NetlinkRefusal.Length))]
    [InlineData(16, 0, nameof(NetlinkRefusal.Length))]
    public void Messages_that_do_not_fit_are_refused(int bytes, byte length, string refusal)
    {
        byte[] message = new byte[bytes];
        message[0] = length;
        NetlinkReader reader = new(message);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(refusal, reader.Refusal.ToString());
    }

    [Theory]
    [InlineData(3, 4, nameof(NetlinkRefusal.Truncated))]
    [InlineData(4, 3, nameof(NetlinkRefusal.Length))]
    [InlineData(4, 5, nameof(NetlinkRefusal.Length))]
    public void Attributes_that_do_not_fit_are_refused(int bytes, byte length, string refusal)
    {
        byte[] attribute = new byte[bytes];
        attribute[0] = length;
        NetlinkAttributes attributes = new(attribute);
        Assert.False(attributes.TryRead(out _));
        Assert.Equal(refusal, attributes.Refusal.ToString());
    }

    [Fact]
    public void The_last_message_and_attribute_need_no_padding()
    {
        NetlinkReader reader = new([17, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 42]);
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal([42], message.Payload.ToArray());
        Assert.False(reader.TryRead(out _));
        NetlinkAttributes attributes = new([5, 0, 1, 0x40, 42]);
        Assert.True(attributes.TryRead(out NetlinkAttribute attribute));
        Assert.Equal(1, attribute.Type);
        Assert.True(attribute.TryReadByte(out byte value));
        Assert.Equal(42, value);
        Assert.False(attributes.TryRead(out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Errors_have_the_kernels_words_behind_the_request(bool isCapped)
    {
        byte[] buffer = new byte[128];
        NetlinkFlags flags = NetlinkFlags.ACK_TLVS | (isCapped ? NetlinkFlags.CAPPED : NetlinkFlags.None);
        NetlinkWriter writer = new(buffer, NetlinkMessage.ERROR, flags, 1);
        Span<byte> answer = writer.Reserve(isCapped ? 20 : 32);
        BitConverter.TryWriteBytes(answer, -22);
        answer[4] = 28;
        writer.Add(2, 17u);
        writer.Add(1, "Invalid MTU");
        NetlinkReader reader = new(writer.Finish());
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal(NetlinkRefusal.None, NetlinkError.Read(message, out NetlinkError error));
        Assert.Equal(new NetlinkError(Errno.EINVAL, "Invalid MTU"), error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-4096)]
    public void Errors_that_are_none_are_refused(int number)
    {
        byte[] payload = new byte[20];
        BitConverter.TryWriteBytes(payload, number);
        Assert.Equal(NetlinkRefusal.Value, NetlinkError.Read(new NetlinkMessage { Payload = payload }, out _));
        Assert.Equal(NetlinkRefusal.Truncated, NetlinkError.Read(new NetlinkMessage { Payload = payload.AsSpan(1) }, out _));
    }

    [Fact]
    public void Any_bytes_are_read_to_their_end_or_refused() => Seeded.Each(50, random =>
    {
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = Damaged(random);
            NetlinkReader reader = new(bytes);
            int messages = 0;
            while (reader.TryRead(out NetlinkMessage message))
            {
                Assert.True(++messages * NetlinkMessage.HeaderLength <= bytes.Length);
                _ = NetlinkError.Read(message, out _);
                NetlinkRefusal refusal = LinkMessage.Read(message, out LinkInfo? link);
                Assert.Equal(refusal == NetlinkRefusal.None, link is not null);
                refusal = AddressMessage.Read(message, out int index, out InterfaceAddress address);
                Assert.Equal(refusal == NetlinkRefusal.None, address.Local is not null);
                NetlinkAttributes attributes = new(message.Payload);
                int read = 0;
                while (attributes.TryRead(out NetlinkAttribute attribute))
                {
                    read += NetlinkAttribute.HeaderLength + attribute.Value.Length;
                    Assert.True(read <= message.Payload.Length);
                    _ = attribute.ReadText();
                }
            }

            Assert.False(reader.TryRead(out _));
        }
    });

    /// <summary>Messages about a link and an address, one after the other, with some bytes changed and perhaps the end missing.</summary>
    private static byte[] Damaged(Random random)
    {
        byte[] first = new byte[256];
        NetlinkWriter link = new(first, RouteMessageType.NEWLINK, NetlinkFlags.MULTI, 1);
        link.Reserve(16)[4] = 3;
        link.Add(LinkMessage.IFLA_IFNAME, "tun0");
        link.Add(4, 1500u);
        link.Add(1, [2, 0, 0, 0, 0, 1]);
        int info = link.BeginNested(LinkMessage.IFLA_LINKINFO);
        link.Add(LinkMessage.IFLA_INFO_KIND, "tun");
        int data = link.BeginNested(LinkMessage.IFLA_INFO_DATA);
        link.Add(3, [1]);
        link.Add(7, [1]);
        link.Add(8, 2u);
        link.EndNested(data);
        link.EndNested(info);
        byte[] second = new byte[256];
        NetlinkWriter address = new(second, RouteMessageType.NEWADDR, NetlinkFlags.MULTI, 1);
        Span<byte> header = address.Reserve(8);
        (header[0], header[1], header[4]) = ((byte)SocketFamily.INET, 24, 3);
        address.Add(2, [10, 0, 0, 1]);
        address.Add(1, [10, 0, 0, 2]);
        byte[] bytes = [.. link.Finish(), .. address.Finish()];
        for (int i = random.Next(4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)random.Next(8);
        }

        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    [Fact]
    public void A_tun_link_tells_its_queues()
    {
        byte[] buffer = new byte[256];
        NetlinkWriter writer = new(buffer, RouteMessageType.NEWLINK, NetlinkFlags.None, 1);
        Span<byte> header = writer.Reserve(16);
        (header[2], header[3], header[4], header[8]) = (0xfe, 0xff, 5, 0x51);
        writer.Add(LinkMessage.IFLA_IFNAME, "tun0");
        writer.Add(4, 1280u);
        int info = writer.BeginNested(LinkMessage.IFLA_LINKINFO);
        writer.Add(LinkMessage.IFLA_INFO_KIND, "tun");
        int data = writer.BeginNested(LinkMessage.IFLA_INFO_DATA);
        writer.Add(3, [1]);
        writer.Add(5, [1]);
        writer.Add(6, [0]);
        writer.Add(7, [1]);
        writer.Add(8, 4u);
        writer.EndNested(data);
        writer.EndNested(info);
        NetlinkReader reader = new(writer.Finish());
        Assert.True(reader.TryRead(out NetlinkMessage message));
        Assert.Equal(NetlinkRefusal.None, LinkMessage.Read(message, out LinkInfo? link));
        LinkInfo expected = new()
        {
            Index = 5,
            Name = "tun0",
            HardwareType = 65534,
            Flags = LinkFlags.UP | LinkFlags.POINTOPOINT | LinkFlags.RUNNING,
            Mtu = 1280,
            Kind = "tun",
            Tun = new TunLinkInfo(IsTap: false, IsPersistent: false, HasMultipleQueues: true, HasVirtioNetHeaders: true, Queues: 4),
        };
        Assert.Equal(expected, link);
    }

    [Theory]
    [InlineData("tun0", true)]
    [InlineData("fifteen-bytes-x", true)]
    [InlineData("sixteen-bytes-xx", false)]
    [InlineData("ünïcödé-nämë", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a:b", false)]
    [InlineData("a b", false)]
    [InlineData("a\0b", false)]
    [InlineData("tun%d", false)]
    public void Names_of_interfaces(string? name, bool isValid)
    {
        Assert.Equal(isValid, InterfaceName.IsValid(name));
        Assert.True(!isValid || Encoding.UTF8.GetByteCount(name!) <= InterfaceName.MaximumLength);
    }
}
