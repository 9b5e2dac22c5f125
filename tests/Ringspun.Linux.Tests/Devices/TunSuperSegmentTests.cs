using System.Buffers.Binary;
using System.Net;
using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>Packets longer than the MTU, and checksums that are left to the other side, in both directions.</summary>
public sealed class TunSuperSegmentTests
{
    private const int Long = 60_000;
    private const int SegmentSize = 1400;
    private static readonly SocketOption UDP_SEGMENT = SocketOption.UDP_SEGMENT;

    public static TheoryData<bool> Families => [false, true];

    private static IPAddress Kernel(bool six) => six ? TestTun.Kernel6 : TestTun.Kernel;

    private static IPAddress Stack(bool six) => six ? TestTun.Stack6 : TestTun.Stack;

    private static byte[] Data(int length)
    {
        byte[] data = new byte[length];
        new Random(length).NextBytes(data);
        return data;
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_kernel_leaves_checksums_to_the_program(bool six) => TestTun.Run(device =>
    {
        using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, Kernel(six), out _);
        Assert.Equal(4, Sockets.SendTo(socket.Number, "data"u8, NativeSocketAddress.From(new IPEndPoint(Stack(six), 9))));
        DeviceReader reader = new(device);
        byte[] packet = reader.Next(TestPacket.Udp);
        Assert.Equal(VirtioNetHeader.Partial(six ? 40 : 20, 6), reader.Header with { HeaderLength = 0 });
        Assert.False(TestPacket.IsSound(packet));
    });

    [Theory]
    [MemberData(nameof(Families))]
    public void The_program_leaves_checksums_to_the_kernel(bool six) => TestTun.Run(device =>
    {
        using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, Kernel(six), out IPEndPoint bound);
        byte[] packet = TestPacket.For(device, TestPacket.Datagram(new(Stack(six), 9), bound, "data"u8.ToArray(), isPartial: true));

        // A whole packet with that sum is wrong, and dropped; only the second one is heard.
        Assert.True(device.Send(0, packet, default).IsDone);
        packet[^1] = (byte)'A';
        Assert.True(device.Send(0, packet, VirtioNetHeader.Partial(six ? 40 : 20, 6)).IsDone);
        Ready.Wait(socket.Number, EpollEvents.IN);
        byte[] heard = new byte[10];
        Assert.Equal(4, Sockets.Receive(socket.Number, heard));
        Assert.Equal("datA"u8, heard.AsSpan(0, 4));
    });

    [Theory]
    [MemberData(nameof(Families))]
    public void The_kernel_sends_a_tcp_super_segment(bool six) => TestTun.Run(device =>
    {
        using OwnedDescriptor socket = TestTun.Bound(SocketKind.STREAM, Kernel(six), out IPEndPoint bound);
        IPEndPoint self = new(Stack(six), 80);
        Assert.Equal(Errno.EINPROGRESS, Sockets.Connect(socket.Number, NativeSocketAddress.From(self)).ToErrno());
        DeviceReader reader = new(device);
        byte[] syn = reader.Next(TestPacket.Tcp);
        uint start = TestPacket.Sequence(syn) + 1;
        Answer(TestPacket.Syn | TestPacket.Ack, 1000, start);
        _ = reader.Next(TestPacket.Tcp);
        byte[] data = Data(200_000);

        // Each acknowledgment opens the congestion window, and so the segments grow.
        int longest = 0;
        int sent = 0;
        uint received = 0;
        while (received < data.Length)
        {
            sent += sent < data.Length ? Math.Max(0, Sockets.Send(socket.Number, data.AsSpan(sent))) : 0;
            byte[] packet = reader.Next(TestPacket.Tcp);
            ReadOnlySpan<byte> part = TestPacket.TcpData(packet);
            Assert.Equal(received, TestPacket.Sequence(packet) - start);
            Assert.True(part.SequenceEqual(data.AsSpan((int)received, part.Length)));
            Assert.True(reader.Header.NeedsChecksum);
            if (packet.Length > device.Mtu)
            {
                Assert.Equal(six ? VirtioNetSegmentation.Tcp6 : VirtioNetSegmentation.Tcp4, reader.Header.Segmentation);
                Assert.InRange(reader.Header.SegmentSize, 1000, 1460);
            }

            longest = Math.Max(longest, packet.Length);
            received += (uint)part.Length;
            Answer(TestPacket.Ack, 1001, start + received);
        }

        Assert.True(longest > 10 * device.Mtu, $"The longest packet had {longest} bytes");

        void Answer(int flags, uint sequence, uint acknowledgment) => Assert.True(
            device.Send(0, TestPacket.For(device, TestPacket.Segment(self, bound, sequence, acknowledgment, flags, [])), default).IsDone);
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_kernel_takes_a_tcp_super_segment(bool six, bool isGathered) => TestTun.Run(device =>
    {
        using OwnedDescriptor listener = TestTun.Bound(SocketKind.STREAM, Kernel(six), out IPEndPoint bound);
        Assert.Equal(0, Sockets.SetOption(listener.Number, SocketOption.SO_RCVBUF, 1 << 20));
        Assert.Equal(0, Sockets.Listen(listener.Number));
        IPEndPoint self = new(Stack(six), 5000);
        DeviceReader reader = new(device);
        Send(TestPacket.Segment(self, bound, 0, 0, TestPacket.Syn, []), default);
        uint acknowledgment = TestPacket.Sequence(reader.Next(TestPacket.Tcp)) + 1;
        Send(TestPacket.Segment(self, bound, 1, acknowledgment, TestPacket.Ack, []), default);
        Ready.Wait(listener.Number, EpollEvents.IN);
        using OwnedDescriptor socket = OwnedDescriptor.FromResult(Sockets.Accept4(listener.Number), "accept");

        byte[] data = Data(Long);
        int network = six ? 40 : 20;
        Send(
            TestPacket.Segment(self, bound, 1, acknowledgment, TestPacket.Ack | TestPacket.Push, data, isPartial: true),
            VirtioNetHeader.Segmented(six ? VirtioNetSegmentation.Tcp6 : VirtioNetSegmentation.Tcp4, SegmentSize, network + 20, network, 16));
        byte[] heard = new byte[Long];
        int count = 0;
        while (count < Long)
        {
            Ready.Wait(socket.Number, EpollEvents.IN);
            count += Math.Max(0, Sockets.Receive(socket.Number, heard.AsSpan(count)));
        }

        Assert.Equal(data, heard);

        void Send(byte[] packet, VirtioNetHeader header) => Assert.Equal(
            DeviceResult.Done,
            isGathered ? TestPacket.SendGathered(device, packet, header) : device.Send(0, TestPacket.For(device, packet), header));
    });

    [Theory]
    [MemberData(nameof(Families))]
    public void The_kernel_sends_a_udp_super_segment(bool six) => TestTun.Run(device =>
    {
        Assert.SkipUnless(device.ReceiveOffloads.HasFlag(DeviceOffloads.UdpSegmentation), "The kernel has no UDP segmentation for TUN (Linux 6.2)");
        using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, Kernel(six), out _);
        Assert.Equal(0, Sockets.SetOption(socket.Number, UDP_SEGMENT, SegmentSize));
        byte[] data = Data(Long);
        Assert.Equal(Long, Sockets.SendTo(socket.Number, data, NativeSocketAddress.From(new IPEndPoint(Stack(six), 9))));
        DeviceReader reader = new(device);
        byte[] packet = reader.Next(TestPacket.Udp);
        Assert.Equal((VirtioNetSegmentation.Udp, (ushort)SegmentSize, true), (reader.Header.Segmentation, reader.Header.SegmentSize, reader.Header.NeedsChecksum));
        Assert.True(TestPacket.Upper(packet)[8..].SequenceEqual(data));
    });

    [Theory]
    [MemberData(nameof(Families))]
    public void The_kernel_takes_a_udp_super_segment(bool six) => TestTun.Run(device =>
    {
        Assert.SkipUnless(device.SendOffloads.HasFlag(DeviceOffloads.UdpSegmentation), "The kernel has no UDP segmentation for TUN (Linux 6.2)");
        using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, Kernel(six), out IPEndPoint bound);
        Assert.Equal(0, Sockets.SetOption(socket.Number, SocketOption.SO_RCVBUF, 1 << 20));
        byte[] data = Data(10 * SegmentSize + 7);
        int network = six ? 40 : 20;
        byte[] packet = TestPacket.For(device, TestPacket.Datagram(new(Stack(six), 9), bound, data, isPartial: true));
        var header = VirtioNetHeader.Segmented(VirtioNetSegmentation.Udp, SegmentSize, network + 8, network, 6);
        Assert.Equal(DeviceResult.Done, device.Send(0, packet, header));
        byte[] heard = new byte[data.Length];
        for (int at = 0; at < data.Length; at += SegmentSize)
        {
            Ready.Wait(socket.Number, EpollEvents.IN);
            int length = Sockets.Receive(socket.Number, heard);
            Assert.Equal(Math.Min(SegmentSize, data.Length - at), length);
            Assert.True(heard.AsSpan(0, length).SequenceEqual(data.AsSpan(at, length)));
        }
    });

    [Fact]
    public void A_super_segment_with_wrong_sizes_is_refused_by_the_kernel_or_here() => TestTun.Run(device =>
    {
        byte[] packet = TestPacket.For(
            device, TestPacket.Segment(new(TestTun.Stack, 9), new(TestTun.Kernel, 9), 1, 1, TestPacket.Ack, Data(Long), isPartial: true));

        // An IPv6 super-segment cannot be an IPv4 packet; and a sum cannot begin behind its own field.
        var header = VirtioNetHeader.Segmented(VirtioNetSegmentation.Tcp6, SegmentSize, 40, 20, 16);
        DeviceResult wrongFamily = device.Send(0, packet, header);
        Assert.True(wrongFamily.Outcome is DeviceOutcome.Refused or DeviceOutcome.Done, wrongFamily.ToString());
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, packet, header with { SegmentSize = 0 }).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, packet, header with { ChecksumStart = Long + 100 }).Outcome);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(device.SendHeadroom + 2), 0);
        _ = device.Send(0, packet, header with { Segmentation = VirtioNetSegmentation.Tcp4 });
    });

    [Fact]
    public void A_gathered_packet_that_does_not_fit_is_refused_here() => TestTun.Run(device =>
    {
        byte[] packet = new byte[100_000];
        Assert.Equal(DeviceOutcome.TooLong, TestPacket.SendGathered(device, packet[..(device.Mtu + 1)], default).Outcome);
        Assert.Equal(DeviceOutcome.TooLong, TestPacket.SendGathered(device, packet, VirtioNetHeader.Segmented(VirtioNetSegmentation.Tcp4, 1400, 40, 20, 16)).Outcome);
        Assert.Throws<ArgumentException>(() => TestPacket.SendGathered(device, packet[..1000], default, piece: 50));
    });
}
