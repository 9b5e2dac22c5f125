using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;
using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests.Devices;

public sealed class TunDeviceTests
{
    [Fact]
    public void The_kernel_pings_the_program() => TestTun.Run(device =>
    {
        using OwnedDescriptor socket = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.RAW, TestPacket.Icmp), "socket");
        byte[] message = TestPacket.Upper(TestPacket.Echo(TestTun.Kernel, TestTun.Stack, isReply: false, 77, "hello"u8.ToArray())).ToArray();
        Assert.Equal(message.Length, Sockets.SendTo(socket.Number, message, NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 0))));

        byte[] request = new DeviceReader(device).Next(TestPacket.Icmp);
        Assert.Equal(message, TestPacket.Upper(request).ToArray());
        byte[] reply = TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: true, 77, "hello"u8.ToArray()));
        Assert.Equal(DeviceResult.Done, device.Send(0, reply, default));

        Ready.Wait(socket.Number, EpollEvents.IN);
        byte[] heard = new byte[100];
        int length = Sockets.Receive(socket.Number, heard);
        Assert.Equal(reply.AsSpan(device.SendHeadroom + 20), TestPacket.Upper(heard.AsSpan(0, length)));
    });

    [Fact]
    public void The_program_pings_the_kernel() => TestTun.Run(device =>
    {
        byte[] data = new byte[1000];
        new Random(1).NextBytes(data);
        byte[] request = TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 5, data));
        Assert.True(device.Send(0, request, default).IsDone);
        byte[] reply = new DeviceReader(device).Next(TestPacket.Icmp);
        Assert.Equal(TestPacket.Upper(TestPacket.Echo(TestTun.Kernel, TestTun.Stack, isReply: true, 5, data)), TestPacket.Upper(reply));
    });

    [Fact]
    public void What_the_device_says_of_itself() => TestTun.Run(device =>
    {
        Assert.Equal(("tun:test0", LinkLayer.Ip, null, 1, 1500), (device.Name, device.LinkLayer, device.HardwareAddress, device.QueueCount, device.Mtu));
        Assert.True(device.SendOffloads.HasFlag(DeviceOffloads.Checksum | DeviceOffloads.TcpSegmentation4 | DeviceOffloads.TcpSegmentation6));
        Assert.Equal((10, 65_575, 65_586), (device.SendHeadroom, device.MaximumPacket, device.ReceiveBufferLength));
    });

    [Fact]
    public void Without_offloads_there_is_no_header_and_nothing_long() => TestTun.Run(
        device =>
        {
            Assert.Equal((DeviceOffloads.None, 0, 1280, 1281), (device.SendOffloads, device.SendHeadroom, device.MaximumPacket, device.ReceiveBufferLength));
            using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, TestTun.Kernel, out _);
            Assert.Equal(4, Sockets.SendTo(socket.Number, "data"u8, NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 9))));
            Assert.True(TestPacket.IsSound(new DeviceReader(device).Next(TestPacket.Udp)));
            byte[] packet = TestPacket.Datagram(new(TestTun.Stack, 9), new(TestTun.Kernel, 9), new byte[10], isPartial: true);
            Assert.Equal(DeviceOutcome.Refused, device.Send(0, packet, VirtioNetHeader.Partial(20, 6)).Outcome);
        },
        TestTun.Options with { Offloads = DeviceOffloads.TcpSegmentation4, Mtu = 1280 });

    [Fact]
    public void Packets_that_do_not_fit_are_refused_here() => TestTun.Run(device =>
    {
        byte[] buffer = new byte[device.SendHeadroom + device.MaximumPacket + 1];
        Assert.Equal(DeviceOutcome.TooLong, device.Send(0, buffer.AsSpan(0, device.SendHeadroom + 1501), default).Outcome);
        var header = VirtioNetHeader.Segmented(VirtioNetSegmentation.Tcp4, 1460, 40, 20, 16);
        Assert.Equal(DeviceOutcome.TooLong, device.Send(0, buffer, header).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, buffer.AsSpan(0, device.SendHeadroom), default).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, buffer.AsSpan(0, 3), default).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, buffer.AsSpan(0, 100), VirtioNetHeader.Partial(89, 16)).Outcome);
        Assert.Throws<ArgumentException>(() => device.Receive(0, new byte[device.ReceiveBufferLength - 1]));
    });

    [Fact]
    public void What_is_no_ip_packet_the_kernel_refuses() => TestTun.Run(device =>
        Assert.Equal(new DeviceResult(DeviceOutcome.Refused, Errno.EINVAL), device.Send(0, TestPacket.For(device, new byte[40]), default)));

    [Fact]
    public void Framing_finds_what_makes_no_sense() => TestTun.Run(device =>
    {
        Assert.Equal(DeviceOutcome.Malformed, device.Accept(0, new byte[10]).Outcome);
        Assert.Equal(DeviceOutcome.Malformed, device.Accept(0, []).Outcome);
        Assert.Equal(DeviceOutcome.Malformed, device.Accept(0, [0, 2, .. new byte[50]]).Outcome);
        Assert.Equal(DeviceOutcome.TooLong, device.Accept(0, new byte[device.ReceiveBufferLength]).Outcome);
        Assert.Equal(new ReceivedPacket(10, 1, default), device.Accept(0, new byte[11]));
    });

    [Fact]
    public void A_write_takes_a_packet_as_a_whole() => TestTun.Run(device =>
    {
        Assert.Equal(DeviceResult.Done, DeviceFraming.Written(device, 40, 40));
        Assert.Equal(new DeviceResult(DeviceOutcome.Cut), DeviceFraming.Written(device, 39, 40));
        Assert.Equal(new DeviceResult(DeviceOutcome.Cut), DeviceFraming.Written(device, 0, 40));
        Assert.Equal(new DeviceResult(DeviceOutcome.NoBuffers, Errno.ENOBUFS), DeviceFraming.Written(device, -(int)Errno.ENOBUFS, 40));
    });

    [Fact]
    public void A_packet_that_has_outgrown_the_buffer_is_dropped_and_the_next_one_comes() => TestTun.Run(
        device =>
        {
            using RouteNetlink route = RouteNetlink.Open();
            route.SetMtu(TestLinks.Find(route, TestTun.Name).Index, 9000).ThrowIfFailed("mtu");
            using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, TestTun.Kernel, out _);
            var stack = NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 9));
            Assert.Equal(5000, Sockets.SendTo(socket.Number, new byte[5000], stack));
            Assert.Equal(4, Sockets.SendTo(socket.Number, "next"u8, stack));
            Assert.Equal(DeviceOutcome.TooLong, new DeviceReader(device).Drain());
            Assert.Equal("next"u8, TestPacket.Upper(new DeviceReader(device).Next(TestPacket.Udp))[8..]);
        },
        TestTun.Options with { Offloads = DeviceOffloads.None });

    [Fact]
    public void An_interface_that_is_down_drops_packets_until_it_is_up() => TestTun.Run(device =>
    {
        using RouteNetlink route = RouteNetlink.Open();
        int index = TestLinks.Find(route, TestTun.Name).Index;
        byte[] packet = TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 5, [1]));
        route.SetUp(index, isUp: false).ThrowIfFailed("down");
        Assert.Equal(new DeviceResult(DeviceOutcome.Down, Errno.EIO), device.Send(0, packet, default));
        Assert.Equal(DeviceOutcome.WouldBlock, new DeviceReader(device).Drain());
        route.SetUp(index).ThrowIfFailed("up");
        Assert.True(device.Send(0, packet, default).IsDone);
    });

    [Fact]
    public void A_removed_interface_is_gone_and_says_so() => TestTun.Run(device =>
    {
        using RouteNetlink route = RouteNetlink.Open();
        byte[] packet = TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 5, [1]));
        Assert.True(device.Send(0, packet, default).IsDone);
        route.DeleteLink(TestLinks.Find(route, TestTun.Name).Index).ThrowIfFailed("delete");
        Assert.Equal(DeviceOutcome.Gone, new DeviceReader(device).Drain());
        Assert.Equal(new DeviceResult(DeviceOutcome.Gone, Errno.EBADFD), device.Send(0, packet, default));
        Ready.Wait(device.ReceiveDescriptor(0), EpollEvents.ERR);
        device.Remove();
    });

    [Fact]
    public void A_closed_device_says_so() => TestTun.Run(device =>
    {
        using RouteNetlink route = RouteNetlink.Open();
        using var watch = LinkWatch.Open(TestLinks.Find(route, TestTun.Name).Index);
        device.Dispose();
        Assert.Equal((-1, -1), (device.ReceiveDescriptor(0), device.SendDescriptor(0)));
        Assert.Equal(DeviceOutcome.Closed, device.Receive(0, new byte[device.ReceiveBufferLength]).Outcome);
        Assert.Equal(DeviceOutcome.Closed, device.Send(0, new byte[100], default).Outcome);

        // It goes with the last duplicate of the descriptor, and a process that another test is just starting may have one until its exec.
        while (watch.Read() != LinkNews.Removed)
        {
            Ready.Wait(watch.Descriptor, EpollEvents.IN);
        }

        Assert.Equal(NetlinkOutcome.NotThere, route.FindLink(TestTun.Name, out _).Outcome);
    });

    [Fact]
    public void Several_queues_share_the_flows() => TestTun.Run(
        device =>
        {
            Assert.Equal(3, device.QueueCount);
            Assert.Equal(3, Enumerable.Range(0, 3).Select(device.ReceiveDescriptor).Distinct().Count());
            const int Flows = 64;
            for (int i = 0; i < Flows; i++)
            {
                using OwnedDescriptor socket = TestTun.Bound(SocketKind.DGRAM, TestTun.Kernel, out _);
                Assert.Equal(1, Sockets.SendTo(socket.Number, [(byte)i], NativeSocketAddress.From(new IPEndPoint(TestTun.Stack, 1000 + i))));
            }

            int[] counts = DeviceReader.Count(device, Flows, packet => TestPacket.Protocol(packet) == TestPacket.Udp);
            Assert.True(counts.Count(count => count > 0) > 1, string.Join(' ', counts));

            for (int queue = 0; queue < 3; queue++)
            {
                byte[] request = TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, queue, [1]));
                Assert.True(device.Send(queue, request, default).IsDone);
            }
        },
        TestTun.Options with { Queues = 3 });

    [Fact]
    public void Sending_and_receiving_allocate_nothing() => TestTun.Run(device =>
    {
        byte[] request = TestPacket.For(device, TestPacket.Echo(TestTun.Stack, TestTun.Kernel, isReply: false, 5, [1]));
        byte[] buffer = new byte[device.ReceiveBufferLength];
        Assert.Equal(0, Allocations.OfOneRun(() => Exchange(device, request, buffer, 2_000)));
    });

    private static void Exchange(TunDevice device, byte[] request, byte[] buffer, int times)
    {
        int answers = 0;
        for (int i = 0; i < times; i++)
        {
            if (!device.Send(0, request, default).IsDone)
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
}
