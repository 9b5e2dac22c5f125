using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Tests.Worlds;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Bytes that are sent from where they are: the stack holds them as long as the peer may ask for them again, and no longer.</summary>
public class HeldSendTests
{
    [Fact]
    public void They_are_held_until_they_are_acknowledged()
    {
        Script script = Script.Passive();
        HeldBytes held = Queue(script, 3000);
        script.Expect(Ack, seq: 1, length: 1000);
        script.Expect(Ack, seq: 1001, length: 1000);
        script.Expect(Ack | Psh, seq: 2001, length: 1000);
        script.Send(Ack, seq: 1, ack: 3000);
        Assert.False(held.IsReleased);
        script.Send(Ack, seq: 1, ack: 3001);
        Assert.True(held.IsReleased);
    }

    [Fact]
    public void They_are_sent_again_from_where_they_are()
    {
        Script script = Script.Passive();
        HeldBytes held = Queue(script, 100);
        script.Expect(Ack | Psh, seq: 1, length: 100);
        script.Advance(3 * Script.Second);
        script.Expect(Ack | Psh, seq: 1, length: 100);
        script.Ignore();
        script.Send(Ack, seq: 1, ack: 101);
        Assert.True(held.IsReleased);
    }

    [Fact]
    public void A_full_buffer_takes_a_part()
    {
        Script script = Script.Passive(settings: new TcpSettings { SendBuffer = 4096, NoDelay = true });
        HeldBytes held = new(new byte[10_000]);
        Assert.Equal(StackError.None, script.Stack.Send(script.Now, script.Id, held, 100, 9900, out int taken));
        Assert.Equal(4096, taken);
        HeldBytes refused = new(new byte[10]);
        Assert.Equal(StackError.WouldBlock, script.Stack.Send(script.Now, script.Id, refused, 0, 10, out taken));
        Assert.Equal(0, taken);
        Assert.False(refused.IsReleased);
        script.Ignore();
        script.Send(Ack, seq: 1, ack: 4097);
        Assert.True(held.IsReleased);
        Assert.True((script.Events() & ConnectionEvents.Writable) != 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_end_of_a_connection_lets_go(bool byPeer)
    {
        Script script = Script.Passive();
        HeldBytes held = Queue(script, 3000);
        if (byPeer)
        {
            script.Send(Rst, seq: 1);
        }
        else
        {
            script.Stack.Abort(script.Id);
        }

        Assert.True(held.IsReleased);
    }

    [Fact]
    public void The_end_of_a_stack_lets_go()
    {
        Script script = Script.Passive();
        HeldBytes held = Queue(script, 3000);
        script.Stack.ReleaseBuffers();
        Assert.True(held.IsReleased);
        Assert.Equal(0, script.Pool.Rented);
    }

    [Fact]
    public void What_does_not_lie_in_the_buffer_is_refused()
    {
        Script script = Script.Passive();
        HeldBytes held = new(new byte[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => script.Stack.Send(script.Now, script.Id, held, 5, 6, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => script.Stack.Send(script.Now, script.Id, held, -1, 1, out _));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Send(script.Now, new ConnectionId(77, 1), held, 0, 10, out _));
        Assert.False(held.IsReleased);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_device_that_gathers_gets_the_same_packets(bool ipv6) => Seeded.Each(20, random =>
    {
        byte[][] pieces = [.. Enumerable.Range(0, 40).Select(_ => Arbitrary.Bytes(random, random.Next(1, 9000)))];
        bool[] copies = [.. pieces.Select(_ => Arbitrary.Coin(random))];
        Assert.Equal(Packets(gathered: null), Packets(new PayloadParts()));

        List<string> Packets(PayloadParts? gathered)
        {
            TwoStacks stacks = new(ipv6, gathered);
            foreach ((byte[] piece, bool copy) in pieces.Zip(copies))
            {
                StackError error = copy
                    ? stacks.Client.Send(stacks.Now, stacks.ClientEnd, piece, out int taken)
                    : stacks.Client.Send(stacks.Now, stacks.ClientEnd, new HeldBytes(piece), 0, piece.Length, out taken);
                Assert.Equal((StackError.None, piece.Length), (error, taken));
            }

            stacks.Pump();
            byte[] received = new byte[pieces.Sum(static piece => piece.Length) + 1];
            Assert.Equal(StackError.None, stacks.Server.Receive(stacks.Now, stacks.ServerEnd, received, out int count));
            Assert.Equal(pieces.SelectMany(static piece => piece), received[..count]);
            Assert.Equal(gathered is not null, stacks.LeftInPlace > 0);
            return stacks.Sent;
        }
    });

    /// <summary>A client, whose device may gather, and a server; both have devices that cut super-segments.</summary>
    private sealed class TwoStacks
    {
        private readonly byte[] _packet = new byte[ushort.MaxValue];
        private readonly PayloadParts? _gathered;

        public TwoStacks(bool ipv6, PayloadParts? gathered)
        {
            _gathered = gathered;
            Client = Create(ipv6 ? "2001:db8::1/64" : "10.0.0.1/24");
            Server = Create(ipv6 ? "2001:db8::2/64" : "10.0.0.2/24");
            Endpoint endpoint = new(Server.Options.Addresses[0].Address, 80);
            Assert.Equal(StackError.None, Server.Listen(endpoint, 1, out ListenerId listener));
            Assert.Equal(StackError.None, Client.Connect(Now, endpoint, out ConnectionId client));
            Pump();
            Assert.Equal(StackError.None, Server.Accept(listener, out ConnectionId server, out _));
            (ClientEnd, ServerEnd) = (client, server);
        }

        public Stack Client { get; }

        public Stack Server { get; }

        public ConnectionId ClientEnd { get; }

        public ConnectionId ServerEnd { get; }

        public long Now { get; private set; } = 1_000_000_000;

        public List<string> Sent { get; } = [];

        public long LeftInPlace { get; private set; }

        public void Pump()
        {
            while (Carry(Client, Server) | Carry(Server, Client))
            {
            }
        }

        private static Stack Create(string address) => new(
            new StackOptions
            {
                Addresses = [IpPrefix.Parse(address)],
                SuperSegment = ushort.MaxValue,
                ChecksumOffload = true,
                Tcp = new TcpSettings { SendBuffer = 1 << 20, ReceiveBuffer = 1 << 20, NoDelay = true },
            },
            new StackSecret("0123456789abcdef"u8),
            new BufferPool(2048));

        private bool Carry(Stack from, Stack to)
        {
            PayloadParts? gathered = from == Client ? _gathered : null;
            bool any = false;
            int length;
            while ((length = from.Transmit(Now, _packet, out TransmitHints hints, gathered)) > 0)
            {
                any = true;
                Now += 1000;
                LeftInPlace += gathered?.Length ?? 0;
                gathered?.CopyTo(_packet.AsSpan(0, length));
                Sent.Add($"{Convert.ToHexString(_packet.AsSpan(0, length))} {hints}");
                to.Receive(Now, _packet.AsSpan(0, length), new ReceiveHints(hints.ChecksumStart > 0, hints.SegmentSize));
            }

            return any;
        }
    }

    private static HeldBytes Queue(Script script, int length)
    {
        HeldBytes held = new([.. Enumerable.Range(0, length).Select(static i => Transfer.ByteAt(1, i))]);
        Assert.Equal(StackError.None, script.Stack.Send(script.Now, script.Id, held, 0, length, out int taken));
        Assert.Equal(length, taken);
        return held;
    }
}
