using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Buffers;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Stacks as hosts of a simulated internet.</summary>
public class StackNodeTests
{
    private const int Mtu = 1_500;
    private const int Length = 100_000;

    [Theory]
    [InlineData("10.0.0.1/24", "10.0.0.2/24", false)]
    [InlineData("10.0.0.1/24", "10.0.0.2/24", true)]
    [InlineData("2001:db8::1/64", "2001:db8::2/64", true)]
    public void Super_segments_travel_as_segments(string sender, string receiver, bool checksumOffload)
    {
        SimulatedInternet internet = new(1);
        StackNode from = internet.Add(Create(sender, checksumOffload), "from");
        StackNode to = internet.Add(Create(receiver, checksumOffload), "to");
        Segments seen = new();
        SimulatedInternet.Observe(internet.Connect(from, to), seen);
        Endpoint service = new(to.Stack.Options.Addresses[0].Address, 80);
        Assert.Equal(StackError.None, to.Stack.Listen(service, 1, out _));
        int received = 0;
        to.Application = (now, told) => received += Read(to.Stack, now, told);
        byte[] data = new byte[Length];
        new Random(1).NextBytes(data);
        from.Application = (now, told) =>
        {
            if ((told.Events & ConnectionEvents.Connected) != 0)
            {
                Assert.Equal(StackError.None, from.Stack.Send(now, told.Connection, data, out int taken));
                Assert.Equal((Length, StackError.None), (taken, from.Stack.Close(now, told.Connection)));
            }
        };
        from.Stack.Connect(internet.Now, service, out _);
        internet.Flush(from);
        Assert.True(internet.RunUntil(() => received == Length, TimeSpan.FromSeconds(10)));

        // Not one packet was lost, refused, or longer than the link takes; the ends of the stream were marked once.
        Assert.Equal((0, 1), (seen.Refused, seen.Fins));
        Assert.Equal(0, from.Stack.Counters[StackCounter.Retransmissions]);
        Assert.True(seen.Packets > Length / Mtu, $"{seen.Packets} packets");
        Assert.True(from.Stack.Counters[StackCounter.SegmentsSent] < Length / Mtu, "the stack has handed over super-segments");
    }

    [Fact]
    public void A_stack_that_speaks_to_itself_tells_its_application()
    {
        SimulatedInternet internet = new(1);
        StackNode node = internet.Add(Create("10.0.0.1/24", checksumOffload: false), "alone");
        internet.Connect(node, new Router());
        List<ConnectionEvents> told = [];
        node.Application = (_, happened) => told.Add(happened.Events);
        Endpoint service = new(IpAddress.Parse("127.0.0.1"), 80);
        Assert.Equal(StackError.None, node.Stack.Listen(service, 1, out _));
        Assert.Equal(StackError.None, node.Stack.Connect(internet.Now, service, out _));
        internet.Flush(node);
        Assert.Equal([ConnectionEvents.None, ConnectionEvents.Connected], told);
    }

    private static int Read(Stack stack, long now, StackEvent told)
    {
        if (told.Listener.Number != 0)
        {
            stack.Accept(told.Listener, out _, out _);
            return 0;
        }

        int all = 0;
        byte[] buffer = new byte[10_000];
        while (stack.Receive(now, told.Connection, buffer, out int count) == StackError.None && count > 0)
        {
            all += count;
        }

        return all;
    }

    private static StackNode Create(string address, bool checksumOffload)
    {
        StackOptions options = new()
        {
            Addresses = [IpPrefix.Parse(address)],
            Mtu = Mtu,
            SuperSegment = ushort.MaxValue,
            ChecksumOffload = checksumOffload,
            Tcp = new TcpSettings { SendBuffer = Length },
        };
        return new StackNode(new Stack(options, new StackSecret("0123456789abcdef"u8), new BufferPool()));
    }

    private sealed class Segments : IPacketObserver
    {
        public int Packets { get; private set; }

        public int Refused { get; private set; }

        public int Fins { get; private set; }

        public void OnPacket(long now, LinkDirection direction, PacketFate fate, ReadOnlySpan<byte> packet)
        {
            if (fate != PacketFate.Sent || ReferenceEquals(direction, direction.Link.ToA))
            {
                Refused += fate is PacketFate.TooBig ? 1 : 0;
                return;
            }

            Packets++;
            Scripts.WholePacket.Read(packet, out _, out _, out TcpSegment segment, out _, out _);
            Fins += (segment.Flags & TcpFlags.Fin) != 0 ? 1 : 0;
        }
    }
}
