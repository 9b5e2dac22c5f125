using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;
using Ringspun.Tests.Shared;

namespace Ringspun.Linux.Tests.Devices;

[Collection(nameof(ProcessSensitive))]
public sealed class NetfilterQueueDeviceTests
{
    private const int Port = 7777;
    private static readonly NetfilterQueueOptions Options = new() { Number = 5 };

    [Theory]
    [InlineData(false, DeviceOffloads.All)]
    [InlineData(true, DeviceOffloads.All)]
    [InlineData(false, DeviceOffloads.None)]
    public void The_kernels_tcp_talks_to_the_program(bool six, DeviceOffloads offloads) => Run(
        device =>
        {
            IPEndPoint self = new(six ? IPAddress.IPv6Loopback : IPAddress.Loopback, Port);
            using OwnedDescriptor socket = Connect(self);
            DeviceReader reader = new(device);
            byte[] syn = reader.Next(TestPacket.Tcp);
            IPEndPoint client = TestPacket.Source(syn);
            uint start = TestPacket.Sequence(syn) + 1;
            Answer(TestPacket.Syn | TestPacket.Ack, 1000, start, []);
            Ready.Wait(socket.Number, EpollEvents.OUT);
            Assert.Equal(0, Sockets.GetError(socket.Number));

            byte[] data = new byte[100_000];
            new Random(1).NextBytes(data);
            int sent = 0;
            int longest = 0;
            uint received = 0;
            while (received < data.Length)
            {
                sent += sent < data.Length ? Math.Max(0, Sockets.Send(socket.Number, data.AsSpan(sent))) : 0;
                byte[] packet = reader.Next(TestPacket.Tcp);
                ReadOnlySpan<byte> part = TestPacket.TcpData(packet);
                uint at = TestPacket.Sequence(packet) - start;
                if (part.IsEmpty || at != received)
                {
                    continue;
                }

                Assert.True(part.SequenceEqual(data.AsSpan((int)received, part.Length)));
                Assert.True(reader.Header.IsChecksumTrusted || TestPacket.IsSound(packet));
                longest = Math.Max(longest, packet.Length);
                received += (uint)part.Length;
                Answer(TestPacket.Ack, 1001, start + received, []);
            }

            Assert.Equal(offloads != DeviceOffloads.None, longest > 1500);
            Answer(TestPacket.Ack | TestPacket.Push, 1001, start + received, "done"u8.ToArray());
            Ready.Wait(socket.Number, EpollEvents.IN);
            byte[] heard = new byte[10];
            Assert.Equal(4, Sockets.Receive(socket.Number, heard));
            Assert.Equal("done"u8, heard.AsSpan(0, 4));

            void Answer(int flags, uint sequence, uint acknowledgment, byte[] payload) =>
                Assert.Equal(DeviceResult.Done, device.Send(0, TestPacket.Segment(self, client, sequence, acknowledgment, flags, payload), default));
        },
        Options with { Offloads = offloads });

    [Fact]
    public void What_the_device_says_of_itself() => Run(device =>
    {
        Assert.Equal(("nfqueue:5", LinkLayer.Ip, null, 1500, 1500), (device.Name, device.LinkLayer, device.HardwareAddress, device.Mtu, device.MaximumPacket));
        Assert.Equal((DeviceOffloads.None, 0, -1), (device.SendOffloads, device.SendHeadroom, device.SendDescriptor(0)));
        Assert.Equal(DeviceOutcome.WouldBlock, new DeviceReader(device).Drain());
    });

    [Fact]
    public void The_kernel_never_sees_what_was_taken() => Run(device =>
    {
        // It would answer with RST: nobody listens.
        using OwnedDescriptor socket = Connect(new(IPAddress.Loopback, Port));
        _ = new DeviceReader(device).Next(TestPacket.Tcp);
        Assert.Equal(DeviceOutcome.WouldBlock, new DeviceReader(device).Drain());
        Assert.Equal(0, Descriptors.Poll(socket.Number, (int)(EpollEvents.OUT | EpollEvents.ERR)));
    });

    [Fact]
    public void A_queue_of_one_packet_does_not_stop() => Run(
        device =>
        {
            // As a driver does that reads the descriptor itself: nothing tells the device that there is nothing more.
            using OwnedDescriptor sender = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.RAW, 255), "socket");
            byte[] packet = TestPacket.Segment(new(IPAddress.Loopback, 9), new(IPAddress.Loopback, Port), 1, 1, TestPacket.Ack, [1]);
            var receiver = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 0));
            byte[] buffer = new byte[device.ReceiveBufferLength];
            for (int i = 0; i < 10; i++)
            {
                Assert.Equal(packet.Length, Sockets.SendTo(sender.Number, packet, receiver));
                Ready.Wait(device.ReceiveDescriptor(0), EpollEvents.IN);
                ReceivedPacket received = device.Accept(0, buffer.AsSpan(0, Sockets.Receive(device.ReceiveDescriptor(0), buffer)));
                Assert.Equal((DeviceOutcome.Done, packet.Length), (received.Outcome, received.Length));
            }
        },
        Options with { MaximumWaiting = 1 });

    [Fact]
    public void Several_queues_share_the_flows() => Run(
        device =>
        {
            OwnedDescriptor[] sockets = [.. Enumerable.Range(0, 64).Select(i => Connect(new(IPAddress.Parse($"127.0.0.{i + 1}"), Port)))];
            int[] counts = DeviceReader.Count(device, sockets.Length, packet => (TestPacket.Upper(packet)[13] & TestPacket.Syn) != 0);
            Assert.True(counts.Count(count => count > 0) > 1, string.Join(' ', counts));
            Array.ForEach(sockets, socket => socket.Dispose());
        },
        Options with { Queues = 4 },
        "5:8");

    [Fact]
    public void Packets_that_nobody_reads_are_lost_and_told() => Run(
        device =>
        {
            using OwnedDescriptor sender = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.RAW, 255), "socket");
            byte[] packet = TestPacket.Segment(new(IPAddress.Loopback, 9), new(IPAddress.Loopback, Port), 1, 1, TestPacket.Ack, new byte[1000]);
            var receiver = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 0));
            for (int i = 0; i < 100_000 && Descriptors.Poll(device.ReceiveDescriptor(0), (int)EpollEvents.ERR) == 0; i++)
            {
                _ = Sockets.SendTo(sender.Number, packet, receiver);
            }

            ReceivedPacket received = device.Receive(0, new byte[device.ReceiveBufferLength]);
            Assert.Equal((DeviceOutcome.Lost, Errno.ENOBUFS), (received.Outcome, received.Errno));
            DeviceReader reader = new(device);
            Assert.Contains(Enumerable.Range(0, 100), _ => reader.Drain() == DeviceOutcome.WouldBlock);
            Assert.Equal(packet.Length, Sockets.SendTo(sender.Number, packet, receiver));
            Assert.Equal(packet.Length, reader.Next(TestPacket.Tcp).Length);
        },
        Options with { ReceiveBuffer = 8192 });

    [Fact]
    public void Answers_that_cannot_go_say_why() => Run(device =>
    {
        byte[] packet = TestPacket.Segment(new(IPAddress.Loopback, Port), new(IPAddress.Parse("192.0.2.1"), 9), 1, 1, TestPacket.Ack, []);
        Assert.Equal(new DeviceResult(DeviceOutcome.Unreachable, Errno.ENETUNREACH), device.Send(0, packet, default));
        packet = TestPacket.Segment(new(IPAddress.IPv6Loopback, Port), new(IPAddress.Parse("2001:db8::1"), 9), 1, 1, TestPacket.Ack, []);
        Assert.Equal(DeviceOutcome.Unreachable, device.Send(0, packet, default).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, new byte[40], default).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, packet.AsSpan(0, 39), default).Outcome);
        Assert.Equal(DeviceOutcome.Refused, device.Send(0, packet, VirtioNetHeader.Partial(40, 16)).Outcome);
        Assert.Equal(DeviceOutcome.TooLong, device.Send(0, new byte[1501], default).Outcome);

        Assert.Equal(0, QueueRule.Run("iptables", ["-A", "OUTPUT", "-p", "tcp", "--sport", "7777", "-j", "DROP"]).Code);
        packet = TestPacket.Segment(new(IPAddress.Loopback, Port), new(IPAddress.Loopback, 9), 1, 1, TestPacket.Ack, []);
        Assert.Equal(new DeviceResult(DeviceOutcome.NotPermitted, Errno.EPERM), device.Send(0, packet, default));
    });

    [Fact]
    public void A_queue_has_one_program() => Run(device =>
    {
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => NetfilterQueueDevice.Open(Options));
        Assert.Equal((DeviceError.Busy, Errno.EPERM), (failure.Error, failure.Errno));
        using (NetfilterQueueDevice other = NetfilterQueueDevice.Open(Options with { Number = 6 }))
        {
            Assert.Equal("nfqueue:6", other.Name);
        }

        device.Dispose();
        NetfilterQueueDevice.Open(Options).Dispose();
    });

    [Fact]
    public void A_closed_device_says_so() => Run(device =>
    {
        device.Dispose();
        Assert.Equal((-1, -1), (device.ReceiveDescriptor(0), device.SendDescriptor(0)));
        Assert.Equal(DeviceOutcome.Closed, device.Receive(0, new byte[device.ReceiveBufferLength]).Outcome);
        byte[] packet = TestPacket.Segment(new(IPAddress.Loopback, Port), new(IPAddress.Loopback, 9), 1, 1, TestPacket.Ack, []);
        Assert.Equal(DeviceOutcome.Closed, device.Send(0, packet, default).Outcome);
    });

    [Fact]
    public void Without_capabilities_there_is_no_queue() => NetworkNamespace.Run(() =>
    {
        ThreadRights.DropCapabilities();
        PacketDeviceException failure = Assert.Throws<PacketDeviceException>(() => NetfilterQueueDevice.Open(Options));
        Assert.Equal((DeviceError.NotPermitted, Errno.EPERM), (failure.Error, failure.Errno));
        Assert.Contains("CAP_NET_ADMIN", failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        Assert.Equal(DeviceError.BadOption, Refusal(Options with { Number = -1 }));
        Assert.Equal(DeviceError.BadOption, Refusal(Options with { Number = 65_535, Queues = 2 }));
        Assert.Equal(DeviceError.TooManyQueues, Refusal(Options with { Queues = 0 }));
        Assert.Equal(DeviceError.BadOption, Refusal(Options with { MaximumWaiting = 0 }));
        Assert.Equal(DeviceError.MtuRefused, Refusal(Options with { Mtu = 67 }));
    }

    private static DeviceError Refusal(NetfilterQueueOptions options) =>
        Assert.Throws<PacketDeviceException>(() => NetfilterQueueDevice.Open(options)).Error;

    [Fact]
    public void Receiving_and_sending_allocate_nothing() => Run(device =>
    {
        using OwnedDescriptor sender = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.INET, SocketKind.RAW, 255), "socket");
        byte[] request = TestPacket.Segment(new(IPAddress.Loopback, 9), new(IPAddress.Loopback, Port), 1, 1, TestPacket.Ack, [1]);
        byte[] answer = TestPacket.Segment(new(IPAddress.Loopback, Port), new(IPAddress.Loopback, 9), 1, 1, TestPacket.Ack, [1]);
        var receiver = NativeSocketAddress.From(new IPEndPoint(IPAddress.Loopback, 0));
        byte[] buffer = new byte[device.ReceiveBufferLength];
        Assert.Equal(0, Allocations.OfOneRun(() => Exchange(device, sender.Number, request, answer, receiver, buffer)));
        Assert.Equal(DeviceOutcome.WouldBlock, new DeviceReader(device).Drain());
        Assert.Equal(0, Waiting());
    });

    private static void Exchange(
        NetfilterQueueDevice device, int sender, byte[] request, byte[] answer, in NativeSocketAddress receiver, byte[] buffer)
    {
        int taken = 0;
        for (int i = 0; i < 1_000; i++)
        {
            if (Sockets.SendTo(sender, request, receiver) != request.Length || !device.Send(0, answer, default).IsDone)
            {
                throw new InvalidOperationException("A packet was not taken.");
            }

            while (device.Receive(0, buffer).IsDone)
            {
                taken++;
            }
        }

        Assert.True(taken > 0);
    }

    private static void Run(Action<NetfilterQueueDevice> body, NetfilterQueueOptions? options = null, string queues = "5")
    {
        QueueRule.NeedTables();
        NetworkNamespace.Run(() =>
        {
            using RouteNetlink route = RouteNetlink.Open();
            route.SetUp(TestLinks.Find(route, "lo").Index).ThrowIfFailed("lo");
            Assert.True(route.WaitUntilLocal(IPAddress.IPv6Loopback, TimeSpan.FromSeconds(10)));
            QueueRule.Setup("7777", queues);
            using NetfilterQueueDevice device = NetfilterQueueDevice.Open(options ?? Options);
            body(device);
        });
    }

    private static OwnedDescriptor Connect(IPEndPoint server)
    {
        var address = NativeSocketAddress.From(server);
        OwnedDescriptor socket = OwnedDescriptor.FromResult(Sockets.Create(address.Family, SocketKind.STREAM), "socket");
        Assert.Equal(Errno.EINPROGRESS, Sockets.Connect(socket.Number, address).ToErrno());
        return socket;
    }

    /// <summary>How many packets wait for a verdict in the kernel: the third number of the queue's line.</summary>
    private static int Waiting() =>
        int.Parse(File.ReadAllText("/proc/thread-self/net/netfilter/nfnetlink_queue").Split(' ', StringSplitOptions.RemoveEmptyEntries)[2], null);
}
