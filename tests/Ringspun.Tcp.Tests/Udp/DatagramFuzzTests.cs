using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Udp;

/// <summary>Anything comes to a stack with open sockets: nothing throws, nothing grows.</summary>
public class DatagramFuzzTests
{
    private const int PoolBytes = 64 * 1024;

    [Fact]
    public void Bytes_of_any_kind() => Seeded.Each(60, random =>
    {
        Rig rig = new(static options => options with { MaxDatagramSockets = 20, IcmpErrorRate = 100_000 }, new BufferPool(256, PoolBytes));
        List<DatagramSocketId> sockets = [];
        List<byte[]> seen = [];
        byte[] buffer = new byte[ushort.MaxValue];
        for (int step = 0; step < 400; step++)
        {
            Step(rig, random, sockets, seen, buffer);
            List<byte[]> sent = rig.Sent();
            Assert.All(sent, WellFormed);
            seen.AddRange(sent.Take(50));
            seen.RemoveRange(0, Math.Max(0, seen.Count - 100));
            Assert.InRange(rig.Pool.Rented, 0, PoolBytes);
            Assert.InRange(rig.Stack.DatagramSocketCount, sockets.Count, sockets.Count);
            foreach (DatagramSocketId id in sockets)
            {
                DatagramSocketInfo info = rig.Info(id);
                Assert.InRange(info.ReceiveQueued, 0, 4_096);
                Assert.InRange(info.SendQueued, 0, 16_384);
                Assert.InRange(info.Errors, 0, 16);
            }
        }

        while (rig.Stack.TryTakeEvent(out StackEvent told))
        {
            Assert.Contains(told.Datagram, sockets);
        }

        foreach (DatagramSocketId id in sockets)
        {
            Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(id));
        }

        rig.Sent();
        Assert.Equal((0, 0), (rig.Pool.Rented, rig.Stack.DatagramSocketCount));
        rig.Now += 100 * Rig.Second;
        rig.Stack.Advance(rig.Now);
        Assert.Equal(long.MaxValue, rig.Stack.NextDeadline);
    });

    [Fact]
    public void Many_flows_keep_apart() => Seeded.Each(5, random =>
    {
        Rig rig = new();
        Rig other = new(static options => options with { Addresses = [IpPrefix.Parse("10.0.0.2/24"), IpPrefix.Parse("2001:db8::2/64")] }, key: 2);
        (DatagramSocketId Near, DatagramSocketId Far, Endpoint To, Queue<byte[]> Sent)[] flows = new (DatagramSocketId, DatagramSocketId, Endpoint, Queue<byte[]>)[500];
        for (int i = 0; i < flows.Length; i++)
        {
            bool ipv6 = Arbitrary.Coin(random);
            IpAddress any = ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
            DatagramSocketId far = other.OpenUdp(new Endpoint(any, 0));
            flows[i] = (rig.OpenUdp(new Endpoint(any, 0)), far, new Endpoint(Rig.Peer(ipv6), other.Info(far).Local.Port), new Queue<byte[]>());
            Assert.Equal(StackError.None, rig.Stack.Connect(flows[i].Near, flows[i].To));
        }

        for (int round = 0; round < 20; round++)
        {
            foreach ((DatagramSocketId near, _, _, Queue<byte[]> queue) in flows)
            {
                byte[] data = Arbitrary.Bytes(random, random.Next(20) == 0 ? random.Next(4_000) : random.Next(100));
                Assert.Equal(StackError.None, rig.Stack.Send(rig.Now, near, data));
                queue.Enqueue(data);
            }

            // Fragments of many datagrams come mixed: no more than can be put together at a time.
            List<byte[]> whole = [];
            foreach (byte[] packet in rig.Sent())
            {
                if (UdpIsFragment(packet))
                {
                    whole.Add(packet);
                }
                else
                {
                    other.Deliver(packet);
                }
            }

            foreach (IGrouping<uint, byte[]> fragments in whole.GroupBy(static packet => packet[0] >> 4 == 4 ? (uint)(packet[4] << 8 | packet[5]) : BitConverter.ToUInt32(packet, 44)))
            {
                foreach (byte[] packet in fragments)
                {
                    other.Deliver(packet);
                }
            }

            foreach ((_, DatagramSocketId far, _, Queue<byte[]> queue) in flows)
            {
                if (random.Next(3) == 0)
                {
                    Drain(other, far, queue);
                }
            }
        }

        foreach ((_, DatagramSocketId far, _, Queue<byte[]> queue) in flows)
        {
            Drain(other, far, queue);
            Assert.Empty(queue);
        }

        Assert.Equal((0, 0), (rig.Pool.Rented, other.Pool.Rented));
    });

    private static void Drain(Rig rig, DatagramSocketId id, Queue<byte[]> expected)
    {
        byte[] buffer = new byte[5_000];
        while (rig.Stack.ReceiveFrom(id, buffer, out int count, out _) == StackError.None)
        {
            Assert.Equal(expected.Dequeue(), buffer[..count]);
        }
    }

    private static bool UdpIsFragment(ReadOnlySpan<byte> packet) =>
        packet[0] >> 4 == 4 ? (packet[6] & 0x3F | packet[7]) != 0 : packet[6] == (byte)IpProtocol.Fragment;

    private static void WellFormed(byte[] packet)
    {
        Assert.InRange(packet.Length, 20, 1_500);
        Assert.Equal(Refusal.None, packet[0] >> 4 == 4 ? Ipv4Packet.TryParse(packet, out _) : Ipv6Packet.TryParse(packet, out _));
    }

    private static void Step(Rig rig, Random random, List<DatagramSocketId> sockets, List<byte[]> seen, byte[] buffer)
    {
        bool ipv6 = Arbitrary.Coin(random);
        DatagramSocketId id = sockets.Count > 0 ? sockets[random.Next(sockets.Count)] : default;
        Endpoint peer = new(Rig.Peer(ipv6), (ushort)random.Next(1, 4));
        switch (random.Next(14))
        {
            case 0:
                DatagramSettings settings = new() { ReceiveQueue = 4_096, SendQueue = 16_384, DontFragment = random.Next(4) == 0 };
                IpAddress address = Arbitrary.Coin(random) ? Rig.Own(ipv6) : ipv6 ? IpAddress.AnyIpv6 : IpAddress.AnyIpv4;
                StackError error = random.Next(4) == 0
                    ? rig.Stack.OpenEcho(address, out id, 0, settings)
                    : rig.Stack.OpenUdp(new Endpoint(address, (ushort)random.Next(5)), out id, settings);
                if (error == StackError.None)
                {
                    sockets.Add(id);
                }

                break;
            case 1 when random.Next(4) == 0 && sockets.Remove(id):
                Assert.Equal(StackError.None, rig.Stack.CloseDatagramSocket(id));
                break;
            case 2:
                rig.Stack.Connect(id, random.Next(3) == 0 ? peer with { Port = 0 } : peer);
                break;
            case 3:
                rig.Stack.SendTo(rig.Now, id, peer, Arbitrary.Bytes(random, random.Next(6_000)));
                rig.Stack.Send(rig.Now, id, Arbitrary.Bytes(random, random.Next(100)));
                rig.Stack.SendEcho(rig.Now, id, peer.Address, Arbitrary.Word(random), Arbitrary.Bytes(random, random.Next(6_000)));
                break;
            case 4:
                rig.Stack.ReceiveFrom(id, buffer.AsSpan(0, random.Next(3_000)), out _, out _);
                rig.Stack.TakeError(id, out _);
                rig.Stack.TryTakeEvent(out _);
                break;
            case 5:
                rig.Now += random.NextInt64(40 * Rig.Second);
                rig.Stack.Advance(rig.Now);
                break;
            case 6 when random.Next(10) == 0:
                rig.Stack.RemoveAddress(Rig.Own(ipv6));
                rig.Stack.AddAddress(IpPrefix.Parse(ipv6 ? "2001:db8::1/64" : "10.0.0.1/24"));
                break;
            default:
                rig.Deliver(Packet(random, ipv6, seen));
                break;
        }
    }

    private static byte[] Packet(Random random, bool ipv6, List<byte[]> seen)
    {
        Endpoint from = new(Rig.Peer(ipv6), (ushort)random.Next(1, 4));
        Endpoint to = new(Rig.Own(ipv6), (ushort)random.Next(1, 5));
        byte[] data = Arbitrary.Bytes(random, random.Next(1_500));
        byte[] packet;
        switch (random.Next(6))
        {
            case 0:
                packet = UdpPacket.Write(from, to, data, Arbitrary.Coin(random));
                break;
            case 1:
                byte[] whole = UdpPacket.Write(from, to, data)[UdpPacket.Header(from.Address)..];
                int start = Math.Min(whole.Length, 8 * random.Next(40));
                int end = Arbitrary.Coin(random) ? whole.Length : random.Next(start, whole.Length + 1);
                IpProtocol protocol = random.Next(5) == 0 ? (IpProtocol)random.Next(256) : IpProtocol.Udp;
                packet = UdpPacket.Fragment(from.Address, to.Address, protocol, whole, start, end, Arbitrary.Coin(random), (uint)random.Next(30));
                break;
            case 2 when seen.Count > 0:
                byte[] about = seen[random.Next(seen.Count)];
                bool six = about[0] >> 4 == 6;
                packet = UdpPacket.Icmp(
                    Rig.Peer(six), Rig.Own(six), (byte)random.Next(14), (byte)random.Next(6), (uint)random.Next(2_000), about.AsSpan(0, random.Next(about.Length + 1)));
                break;
            case 3:
                packet = UdpPacket.Icmp(from.Address, to.Address, (byte)random.Next(256), (byte)random.Next(16), Arbitrary.Number(random), data);
                break;
            case 4 when seen.Count > 0:
                packet = [.. seen[random.Next(seen.Count)]];
                break;
            default:
                packet = Arbitrary.Bytes(random, random.Next(100));
                packet = packet.Length > 0 ? [(byte)(ipv6 ? 0x60 : 0x45), .. packet] : packet;
                break;
        }

        for (int flips = random.Next(3) == 0 ? random.Next(4) : 0; flips > 0 && packet.Length > 0; flips--)
        {
            packet[random.Next(packet.Length)] ^= (byte)(1 << random.Next(8));
        }

        return packet;
    }
}
