using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.FastOpen;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Sharing;
using Ringspun.Tcp.Timers;
using Ringspun.Tcp.Udp;

namespace Ringspun.Tcp;

/// <summary>
/// A TCP/IP stack as a function: packets, application calls and the time go in; packets, events and the next deadline come out. It has no socket,
/// no clock, no thread and no randomness: the same inputs give the same outputs, always.
/// </summary>
/// <remarks>
/// <para>The caller moves packets: <see cref="Receive(long, ReadOnlySpan{byte}, ReceiveHints)"/> for each that has come, <see cref="Transmit"/> until it
/// gives none. The caller keeps the time: a number of nanoseconds that never goes back, given with each call; <see cref="Advance"/> at
/// <see cref="NextDeadline"/>. The caller asks what has happened: <see cref="TryTakeEvent"/>.</para>
/// <para>A stack is one thread's at a time.</para>
/// </remarks>
public sealed partial class Stack
{
    // The longest echo in fragments, and others beside it.
    private const int ReplyBytes = 128 * 1024;

    private readonly ConnectionTable _table = new();
    private readonly DeadlineHeap _deadlines = new();
    private readonly Reassembler _reassembler;
    private readonly FlowSteering _steering;
    private readonly ReplyQueue _replies = new(ReplyBytes);

    /// <summary>Creates a stack without connections.</summary>
    /// <param name="options">Its addresses, its link and its limits.</param>
    /// <param name="secret">What nobody outside may know.</param>
    /// <param name="buffers">Where the memory for data comes from.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Stack(StackOptions options, StackSecret secret, IBufferSource buffers)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(buffers);
        options.Check();
        Options = options;
        Buffers = buffers;
        Hash = new KeyedHash(secret);
        _steering = new FlowSteering(secret);
        Routes = new RouteTable(options);
        _reassembler = new Reassembler(Counters);
        Blocks = new BlockTable(options.MaxConnections);
        FastOpenKeys = new FastOpenKeys(secret);
        FastOpenCache = new FastOpenCache(options.FastOpenServers);
        Sockets = new DatagramTable(options.MaxDatagramSockets, Hash);
        IcmpLimit = new IcmpRateLimit(options.IcmpErrorRate, options.IcmpErrorBurst, Hash);
        PathMtus = new PathMtuCache(options.Mtu, Hash);
        Identifications = new FragmentIdentification(Hash);
    }

    /// <summary>What the stack was set up with.</summary>
    public StackOptions Options { get; }

    /// <summary>What has been counted.</summary>
    public StackCounters Counters { get; } = new();

    /// <summary>The connections there are, those that the application has closed and that are not over included.</summary>
    public int ConnectionCount => Blocks.Count;

    /// <summary>Counts the connections that the application has closed and whose last bytes, or FIN, nobody has acknowledged yet. Looks at all of them.</summary>
    public int CountUnfinished()
    {
        int count = 0;
        for (int slot = 0; slot < Blocks.Created; slot++)
        {
            count += Blocks.At(slot) is { State: TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck } ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether there is a connection between two ends.</summary>
    /// <param name="local">This side's end.</param>
    /// <param name="remote">The peer's.</param>
    public bool Knows(in Endpoint local, in Endpoint remote) => Find(local, remote) is not null;

    /// <summary>
    /// Whether a packet belongs to this stack among those that share its addresses: to a connection of its own; to a datagram socket that is connected to the
    /// packet's sender; or, of an ICMP error, to the socket that lately sent the datagram.
    /// </summary>
    /// <param name="flow">What the packet says of itself.</param>
    public bool Knows(in PacketFlow flow) => flow.IsDatagram ? KnowsDatagram(flow) : Knows(flow.Local, flow.Remote);

    internal IBufferSource Buffers { get; }

    internal KeyedHash Hash { get; }

    internal RouteTable Routes { get; }

    internal BlockTable Blocks { get; }

    internal IcmpRateLimit IcmpLimit { get; }

    internal PathMtuCache PathMtus { get; }

    internal FragmentIdentification Identifications { get; }

    internal SegmentStore Segments { get; } = new();

    internal CongestionUndoStore Undos { get; } = new();

    internal Stack<OutOfOrderRange[]> Ranges { get; } = new();

    internal uint TimestampOffset(in Endpoint local, in Endpoint remote) => (uint)Hash.Of(KeyedHash.TimestampOffset, local, remote);
}
