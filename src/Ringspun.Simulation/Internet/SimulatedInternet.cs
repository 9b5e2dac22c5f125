using Ringspun.Tcp.Traces;

namespace Ringspun.Simulation.Internet;

/// <summary>
/// An internet in memory and in virtual time: nodes, links between them in any topology, and a seed that decides every fault. It passes packets, not
/// streams: what is tested is the stack above them.
/// </summary>
/// <remarks>
/// Nothing waits and nothing is concurrent: events happen in the order of their times, and at one time in the order in which they were scheduled.
/// The same seed and the same calls give the same run, whose <see cref="TraceHash"/> says so. One thread at a time.
/// </remarks>
public sealed partial class SimulatedInternet
{
    /// <summary>The longest packet in bytes: IP's longest, an Ethernet header around it.</summary>
    public const int LargestPacket = 65_535 + 64;

    private readonly SimulatedInternetOptions _options;
    private readonly EventHeap _events = new();
    private readonly Dictionary<INode, Attachment> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly List<Link> _links = [];
    private readonly byte[] _buffer = new byte[LargestPacket];
    private long _numbers;

    /// <summary>Creates an internet without nodes, at time 0.</summary>
    /// <param name="seed">Decides every fault.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    public SimulatedInternet(int seed, SimulatedInternetOptions? options = null)
    {
        Seed = seed;
        _options = (options ?? new SimulatedInternetOptions()).Check();
    }

    /// <summary>Decides every fault.</summary>
    public int Seed { get; }

    /// <summary>The virtual time in nanoseconds; it begins at 0.</summary>
    public long Now { get; private set; }

    /// <summary>How many events there were: arrivals and calls of nodes.</summary>
    public long EventCount { get; private set; }

    /// <summary>A hash of everything that has happened to every packet, in order and with its time.</summary>
    public ulong TraceHash => Trace.Hash;

    /// <summary>The links, in the order in which they were made.</summary>
    public IReadOnlyList<Link> Links => _links;

    /// <summary>Packets that are on the way now.</summary>
    public int PacketsOnTheWay => Packets.Rented;

    internal PacketPool Packets { get; } = new();

    internal PacketTrace Trace { get; } = new();

    /// <summary>Gives a node a name, for traces and captures. Nodes that are linked without get the names n1, n2 and so on.</summary>
    /// <typeparam name="T">The node's type.</typeparam>
    /// <param name="node">The node.</param>
    /// <param name="name">A short name.</param>
    /// <returns>The node.</returns>
    /// <exception cref="ArgumentException">The node has a name already.</exception>
    public T Add<T>(T node, string name)
        where T : class, INode
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_nodes.TryAdd(node, new Attachment(node, name, _nodes.Count)))
        {
            throw new ArgumentException("the node was added before", nameof(node));
        }

        return node;
    }

    /// <summary>Makes a link.</summary>
    /// <param name="a">One end.</param>
    /// <param name="b">The other.</param>
    /// <param name="options">How both directions treat packets; null for the defaults.</param>
    /// <param name="toA">How the direction from the second end to the first treats packets, where that differs.</param>
    /// <param name="layer">What the link carries.</param>
    /// <returns>The link.</returns>
    public Link Connect(INode a, INode b, LinkOptions? options = null, LinkOptions? toA = null, LinkLayer layer = LinkLayer.Ip)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (ReferenceEquals(a, b))
        {
            throw new ArgumentException("a link has two ends", nameof(b));
        }

        options ??= new LinkOptions();
        Attachment first = Of(a);
        Attachment second = Of(b);
        Link link = new(this, _links.Count, first, second, layer, options, toA ?? options);
        _links.Add(link);
        first.Links.Add(link);
        second.Links.Add(link);
        KeepPackets(link);
        return link;
    }

    /// <summary>A node's name.</summary>
    /// <param name="node">A node that was added or linked.</param>
    public string NameOf(INode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _nodes[node].Name;
    }

    internal void Schedule(long time, LinkDirection direction, Packet packet) =>
        _events.Add(new InternetEvent(time, _numbers++, direction, packet, null));

    private Attachment Of(INode node)
    {
        if (!_nodes.TryGetValue(node, out Attachment? attachment))
        {
            attachment = new Attachment(node, $"n{_nodes.Count + 1}", _nodes.Count);
            _nodes.Add(node, attachment);
        }

        return attachment;
    }
}
