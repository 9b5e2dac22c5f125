using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Tests.Namespaces;
using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests.Devices;

public sealed class PacketSocketDeviceTests
{
    private const int SegmentSize = 1400;

    [Fact]
    public void The_kernel_asks_for_the_address_and_pings() => TestWire.Run(
        wire =>
        {
            using OwnedDescriptor socket = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.RAW, TestPacket.Icmp), "socket");
            byte[] message = TestPacket.Upper(TestPacket.Echo(TestTun.Kernel, TestTun.Stack, isReply: false, 77, [1, 2, 3])).ToArray();
            Assert.Equal(message.Length, Sockets.SendTo(socket.Number, message, NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 0))));

            AnswerArp(wire);
            Assert.Equal(message, TestPacket.Upper(wire.Next(TestPacket.Icmp)).ToArray());
            byte[] reply = TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: true, 77, [1, 2, 3]);
            Assert.Equal(DeviceResult.Done, wire.Device.Send(0, wire.Frame(reply), default));
            Ready.Wait(socket.Number, EpollEvents.IN);
            byte[] heard = new byte[100];
            int length = Sockets.Receive(socket.Number, heard);
            Assert.Equal(TestPacket.Upper(reply), TestPacket.Upper(heard.AsSpan(0, length)));
        },
        knowsNeighbours: false);

    private static void AnswerArp(TestWire wire)
    {
        byte[] buffer = new byte[wire.Device.ReceiveBufferLength];
        ReadOnlySpan<byte> frame;
        do
        {
            Ready.Wait(wire.Device.ReceiveDescriptor(0), EpollEvents.IN);
            ReceivedPacket received = wire.Device.Receive(0, buffer);
            Assert.True(received.IsDone);
            frame = buffer.AsSpan(received.Offset, received.Length);
        }
        while (frame[12] != 8 || frame[13] != 6);

        // To everyone, from the kernel's end: who has 10.0.0.2? (RFC 826)
        Assert.Equal(wire.Kernel.HardwareAddress, new HardwareAddress(frame[6..]));
        Assert.True(new HardwareAddress(frame).IsMulticast);
        Assert.Equal(TestTun.Stack, new IPAddress(frame[38..42]));
        byte[] mac = new byte[6];
        wire.Own.HardwareAddress!.Value.CopyTo(mac);
        byte[] answer = [0, 1, 8, 0, 6, 4, 0, 2, .. mac, .. TestTun.Stack.GetAddressBytes(), .. frame[22..32]];
        byte[] reply = TestWire.Ethernet(wire.Own.HardwareAddress.Value, wire.Kernel.HardwareAddress!.Value, 0x0806, answer);
        Assert.True(wire.Device.Send(0, TestPacket.For(wire.Device, reply), default).IsDone);
    }

    [Fact]
    public void What_the_device_says_of_itself() => TestWire.Run(wire =>
    {
        PacketSocketDevice device = wire.Device;
        Assert.Equal(("packet:own", LinkLayer.Ethernet, 1500, 1), (device.Name, device.LinkLayer, device.Mtu, device.QueueCount));
        Assert.Equal(wire.Own.HardwareAddress, device.HardwareAddress);
        Assert.Equal((10, 65_589, 65_600), (device.SendHeadroom, device.MaximumPacket, device.ReceiveBufferLength));
        Assert.Equal(device.ReceiveDescriptor(0), device.SendDescriptor(0));
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Super_segments_go_both_ways(bool six, bool isGathered) => TestWire.Run(wire =>
    {
        Assert.SkipUnless(wire.Device.SendOffloads.HasFlag(DeviceOffloads.UdpSegmentation), "The kernel has no UDP segmentation here (Linux 6.2)");
        (IPAddress kernel, IPAddress stack) = six ? (TestTun.Kernel6, TestTun.Stack6) : (TestTun.Kernel, TestTun.Stack);
        using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, kernel, out IPEndPoint bound);
        Assert.Equal(0, Sockets.SetOption(socket.Number, SocketOption.SO_RCVBUF, 1 << 20));
        Assert.Equal(0, Sockets.SetOption(socket.Number, SocketOption.UDP_SEGMENT, SegmentSize));
        byte[] data = new byte[40 * SegmentSize];
        new Random(1).NextBytes(data);
        Assert.Equal(data.Length, Sockets.SendTo(socket.Number, data, NativeSocketAddress.From(new IPEndPoint(stack, 9))));
        byte[] packet = wire.Next(TestPacket.Udp);
        Assert.Equal((VirtioNetSegmentation.Udp, (ushort)SegmentSize, true), (wire.LastHeader.Segmentation, wire.LastHeader.SegmentSize, wire.LastHeader.NeedsChecksum));
        Assert.True(TestPacket.Upper(packet)[8..].SequenceEqual(data));

        int start = 14 + (six ? 40 : 20);
        var header = VirtioNetHeader.Segmented(VirtioNetSegmentation.Udp, SegmentSize, start + 8, start, 6);
        byte[] frame = wire.Frame(TestPacket.Datagram(new(stack, 9), bound, data, isPartial: true));
        Assert.Equal(
            DeviceResult.Done,
            isGathered ? TestPacket.SendGathered(wire.Device, frame[wire.Device.SendHeadroom..], header) : wire.Device.Send(0, frame, header));
        byte[] heard = new byte[data.Length];
        for (int at = 0; at < data.Length; at += SegmentSize)
        {
            Ready.Wait(socket.Number, EpollEvents.IN);
            Assert.Equal(SegmentSize, Sockets.Receive(socket.Number, heard));
            Assert.True(heard.AsSpan(0, SegmentSize).SequenceEqual(data.AsSpan(at, SegmentSize)));
        }
    });

    [Fact]
    public void Without_offloads_what_is_sent_is_whole_and_what_comes_says_what_it_lacks() => TestWire.Run(
        wire =>
        {
            Assert.Equal((DeviceOffloads.None, 1514), (wire.Device.SendOffloads, wire.Device.MaximumPacket));
            byte[] frame = wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 1, [1]));
            Assert.Equal(DeviceOutcome.Refused, wire.Device.Send(0, frame, VirtioNetHeader.Partial(34, 2)).Outcome);
            Assert.True(wire.Device.Send(0, frame, default).IsDone);
            Assert.Equal(0, TestPacket.Upper(wire.Next(TestPacket.Icmp))[0]);

            // The kernel leaves the checksum to the wire, which is none.
            using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, TestTun.Kernel, out _);
            Assert.Equal(4, Sockets.SendTo(socket.Number, "data"u8, NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 9))));
            Assert.False(TestPacket.IsSound(wire.Next(TestPacket.Udp)));
            Assert.Equal(VirtioNetHeader.Partial(34, 6), wire.LastHeader with { HeaderLength = 0 });
        },
        TestWire.Options with { Offloads = DeviceOffloads.None, BypassQueueing = false });

    [Fact]
    public void What_a_kernel_lacks_is_not_used()
    {
        Assert.Equal(DeviceOffloads.All, PacketSocketDevice.Known(new KernelVersion(6, 2, 0, "6.2.0")));
        Assert.Equal(DeviceOffloads.All & ~DeviceOffloads.UdpSegmentation, PacketSocketDevice.Known(new KernelVersion(6, 1, 99, "6.1.99")));
    }

    [Fact]
    public void Frames_for_others_of_other_protocols_and_of_vlans_are_not_received() => TestWire.Run(wire =>
    {
        using PacketSocketDevice other = PacketSocketDevice.Open(new PacketSocketOptions { Name = TestWire.KernelEnd, IsFiltered = false });
        HardwareAddress from = wire.Kernel.HardwareAddress!.Value;
        HardwareAddress own = wire.Own.HardwareAddress!.Value;
        HardwareAddress stranger = new([2, 0, 0, 0, 0, 9]);
        HardwareAddress everyone = new([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        HardwareAddress group = new([0x33, 0x33, 0, 0, 0, 1]);
        (HardwareAddress To, int Type, byte Mark)[] frames =
        [
            (stranger, 0x0800, 1), (own, 0x88b5, 2), (own, 0x8100, 3), (own, 0x0800, 4), (everyone, 0x0806, 5), (group, 0x86dd, 6), (stranger, 0x86dd, 7), (own, 0x86dd, 8),
        ];
        foreach ((HardwareAddress to, int type, byte mark) in frames)
        {
            // With a VLAN's tag: of VLAN 5, IPv4 within.
            byte[] payload = [.. type == 0x8100 ? (byte[])[0, 5, 8, 0] : [], .. Enumerable.Repeat((byte)0xa5, 46), mark];
            Assert.True(other.Send(0, TestPacket.For(other, TestWire.Ethernet(from, to, type, payload)), default).IsDone);
        }

        List<byte> marks = [];
        byte[] buffer = new byte[wire.Device.ReceiveBufferLength];
        while (marks.Count == 0 || marks[^1] != 8)
        {
            Ready.Wait(wire.Device.ReceiveDescriptor(0), EpollEvents.IN);
            ReceivedPacket received = wire.Device.Receive(0, buffer);
            Assert.True(received.IsDone);
            ReadOnlySpan<byte> frame = buffer.AsSpan(received.Offset, received.Length);
            if (frame[20] == 0xa5)
            {
                marks.Add(frame[^1]);
            }
        }

        Assert.Equal([4, 5, 6, 8], marks);
    });

    [Fact]
    public void What_is_sent_is_not_received() => TestWire.Run(wire =>
    {
        byte[] frame = TestPacket.For(wire.Device, TestWire.Ethernet(
            wire.Own.HardwareAddress!.Value, new HardwareAddress([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 0x0800, TestPacket.Echo(TestTun.Stack, TestTun.Stack, false, 1, [1])));
        Assert.True(wire.Device.Send(0, frame, default).IsDone);
        Assert.True(wire.Device.Send(0, wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 2, [1])), default).IsDone);
        Assert.Equal(2, TestPacket.Upper(wire.Next(TestPacket.Icmp))[5]);
    });

    [Fact]
    public void Several_queues_share_the_flows() => TestWire.Run(
        wire =>
        {
            const int Flows = 64;
            for (int i = 0; i < Flows; i++)
            {
                using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, TestTun.Kernel, out _);
                Assert.Equal(1, Sockets.SendTo(socket.Number, [(byte)i], NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 1000 + i))));
            }

            int[] counts = DeviceReader.Count(wire.Device, Flows, packet => packet[14] == 0x45);
            Assert.True(counts.Count(count => count > 0) > 1, string.Join(' ', counts));
            Assert.True(wire.Device.Send(2, wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 1, [1])), default).IsDone);
        },
        TestWire.Options with { Queues = 3 });

    [Fact]
    public void Packets_that_do_not_fit_are_refused_here() => TestWire.Run(wire =>
    {
        PacketSocketDevice device = wire.Device;
        byte[] buffer = new byte[device.SendHeadroom + device.MaximumPacket + 1];
        Assert.Equal(DeviceOutcome.TooLong, device.Send(0, buffer.AsSpan(0, device.SendHeadroom + 1515), default).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, buffer.AsSpan(0, 100), VirtioNetHeader.Partial(89, 16)).Outcome);
        Assert.Equal(new DeviceResult(DeviceOutcome.Refused, Errno.EINVAL), device.Send(0, buffer.AsSpan(0, device.SendHeadroom + 8), default));
        Assert.Throws<ArgumentException>(() => device.Receive(0, new byte[device.ReceiveBufferLength - 1]));

        // The kernel's limit, which is another one by now.
        wire.Route.SetMtu(wire.Own.Index, 1280).ThrowIfFailed("mtu");
        Assert.Equal(new DeviceResult(DeviceOutcome.TooLong, Errno.EMSGSIZE), device.Send(0, buffer.AsSpan(0, device.SendHeadroom + 1500), default));
    });

    [Fact]
    public void Packets_that_nobody_reads_are_dropped_and_counted() => TestWire.Run(
        wire =>
        {
            using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, TestTun.Kernel, out _);
            byte[] data = new byte[1000];
            int dropped = 0;
            for (int i = 0; i < 100_000 && dropped == 0; i++)
            {
                _ = Sockets.SendTo(socket.Number, data, NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 9)));
                dropped = wire.Device.TakeDropped(0);
            }

            Assert.True(dropped > 0, $"{dropped} packets were dropped");
            Assert.Equal(DeviceOutcome.WouldBlock, wire.Drain());
        },
        TestWire.Options with { ReceiveBuffer = 16_384 });

    [Fact]
    public void A_closed_device_says_so() => TestWire.Run(wire =>
    {
        wire.Device.Dispose();
        Assert.Equal((-1, -1), (wire.Device.ReceiveDescriptor(0), wire.Device.SendDescriptor(0)));
        Assert.Equal(DeviceOutcome.Closed, wire.Device.Receive(0, new byte[wire.Device.ReceiveBufferLength]).Outcome);
        Assert.Equal(DeviceOutcome.Closed, wire.Device.Send(0, new byte[100], default).Outcome);
        Assert.Equal(-(int)Errno.EBADF, wire.Device.TakeDropped(0));
    });

    [Fact]
    public void What_cannot_be_opened_says_why() => NetworkNamespace.Run(() =>
    {
        Assert.Equal((DeviceError.NotFound, Errno.ENODEV), Refusal(new() { Name = "nobody" }));
        Assert.Equal((DeviceError.BadOption, Errno.None), Refusal(new() { Name = "a/b" }));
        Assert.Equal((DeviceError.TooManyQueues, Errno.None), Refusal(new() { Name = "lo", Queues = 0 }));
        PacketSocketDevice.Open(new() { Name = "lo" }).Dispose();
        ThreadRights.DropCapabilities();
        Assert.Equal((DeviceError.NotPermitted, Errno.EPERM), Refusal(new() { Name = "lo" }));
    });

    [Fact]
    public void A_tun_interface_is_no_ethernet() => TestTun.Run(_ => Assert.Equal((DeviceError.OtherKind, Errno.None), Refusal(new() { Name = TestTun.Name })));

    [Fact]
    public void Sending_and_receiving_allocate_nothing() => TestWire.Run(wire =>
    {
        byte[] frame = wire.Frame(TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 5, [1]));
        byte[] buffer = new byte[wire.Device.ReceiveBufferLength];
        Assert.Equal(0, Allocations.OfOneRun(() => Exchange(wire.Device, frame, buffer, 2_000)));
    });

    private static void Exchange(PacketSocketDevice device, byte[] frame, byte[] buffer, int times)
    {
        int answers = 0;
        for (int i = 0; i < times; i++)
        {
            // The wire may be full where the kernel is busy elsewhere.
            if (device.Send(0, frame, default).Outcome is not (DeviceOutcome.Done or DeviceOutcome.NoBuffers))
            {
                throw new InvalidOperationException("A packet was not taken.");
            }

            while (device.Receive(0, buffer).IsDone)
            {
                answers++;
            }
        }

        Assert.True(answers > 0);
    }

    private static (DeviceError Error, Errno Errno) Refusal(PacketSocketOptions options)
    {
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => PacketSocketDevice.Open(options));
        return (failure.Error, failure.Errno);
    }
}
