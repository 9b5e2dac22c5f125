using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Buffers;

namespace Ringspun.Bench.Tcp;

/// <summary>Two stacks back to back: what one transmits the other receives, out of one buffer, in virtual time.</summary>
internal sealed class StackPair
{
    private const long PacketTime = 1_000;

    private readonly byte[] _packet = GC.AllocateArray<byte>(ushort.MaxValue, pinned: true);
    private long _now = 1_000_000_000;

    /// <param name="superSegments">Whether the stacks hand over super-segments and leave checksums to the device, as over virtio-net.</param>
    /// <param name="buffer">The send and receive buffers.</param>
    /// <param name="connections">The most connections.</param>
    public StackPair(bool superSegments, int buffer, int connections = 1000)
    {
        TcpSettings settings = new() { NoDelay = true, SendBuffer = buffer, ReceiveBuffer = buffer };
        Stack Create(string address) => new(
            new StackOptions
            {
                Addresses = [IpPrefix.Parse(address)],
                SuperSegment = superSegments ? ushort.MaxValue : 0,
                ChecksumOffload = superSegments,
                MaxConnections = connections,
                Tcp = settings,
            },
            new StackSecret("benchmark secret"u8),
            new BufferPool());
        Client = Create("10.0.0.1/24");
        Server = Create("10.0.0.2/24");
    }

    public Stack Client { get; }

    public Stack Server { get; }

    public long Now => _now;

    /// <summary>Packets that went over.</summary>
    public long Packets { get; private set; }

    public Endpoint Listen(ushort port, out ListenerId listener)
    {
        Endpoint endpoint = new(Server.Options.Addresses[0].Address, port);
        Check(Server.Listen(endpoint, 1000, out listener));
        return endpoint;
    }

    /// <summary>Opens a connection.</summary>
    public (ConnectionId Client, ConnectionId Server) Open(Endpoint server, ListenerId listener)
    {
        Check(Client.Connect(_now, server, out ConnectionId client));
        Pump();
        Check(Server.Accept(listener, out ConnectionId accepted, out _));
        DropEvents();
        return (client, accepted);
    }

    /// <summary>Moves packets until neither stack has any.</summary>
    public void Pump()
    {
        while (Move(Client, Server) | Move(Server, Client))
        {
            // Each answers the other.
        }

        if (Client.NextDeadline <= _now)
        {
            Client.Advance(_now);
        }

        if (Server.NextDeadline <= _now)
        {
            Server.Advance(_now);
        }
    }

    public void DropEvents()
    {
        while (Client.TryTakeEvent(out _) || Server.TryTakeEvent(out _))
        {
            // The runs know what they wait for.
        }
    }

    public static void Check(StackError error)
    {
        if (error != StackError.None)
        {
            throw new BenchFailure($"the stack says {error}");
        }
    }

    private bool Move(Stack from, Stack to)
    {
        int length;
        bool any = false;
        while ((length = from.Transmit(_now, _packet, out TransmitHints hints)) > 0)
        {
            any = true;
            _now += PacketTime;
            Packets++;
            to.Receive(_now, _packet.AsSpan(0, length), new ReceiveHints(hints.ChecksumStart > 0, hints.SegmentSize));
        }

        return any;
    }
}
