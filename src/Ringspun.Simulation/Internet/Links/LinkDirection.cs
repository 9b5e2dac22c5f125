namespace Ringspun.Simulation.Internet;

/// <summary>One direction of a link: the queue, the rate, the way and its faults.</summary>
public sealed partial class LinkDirection
{
    private readonly SimulatedInternet _internet;
    private readonly Random _random;
    private readonly WaitingPackets _waiting = new();
    private LinkOptions _options;
    private long _busyUntil;
    private long _remainder;
    private long _lastArrival;
    private long _outageChange = -1;
    private bool _isBad;
    private bool _isOut;

    internal LinkDirection(SimulatedInternet internet, Link link, Attachment source, Attachment destination, int index, LinkOptions options)
    {
        _internet = internet;
        _options = options.Check();
        _random = new Random(HashCodeOf(internet.Seed, index));
        Link = link;
        Index = index;
        From = source;
        To = destination;
    }

    /// <summary>The link.</summary>
    public Link Link { get; }

    /// <summary>Counts the directions of an internet from 0.</summary>
    public int Index { get; }

    /// <summary>Who sends here.</summary>
    public INode Source => From.Node;

    /// <summary>Who receives here.</summary>
    public INode Destination => To.Node;

    /// <summary>The ends' names in the direction of the packets.</summary>
    public string Name => $"{From.Name}>{To.Name}";

    /// <summary>What happened so far.</summary>
    public LinkCounters Counters { get; } = new();

    /// <summary>How packets are treated. May change at any time: what is on the way is not affected, what waits in the queue keeps its place.</summary>
    public LinkOptions Options
    {
        get => _options;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _options = value.Check();
            _outageChange = -1;
        }
    }

    /// <summary>Bytes that wait to be sent now.</summary>
    public long QueuedBytes
    {
        get
        {
            _waiting.Release(_internet.Now);
            return _waiting.Bytes;
        }
    }

    internal Attachment From { get; }

    internal Attachment To { get; }

    internal List<IPacketObserver> Observers { get; } = [];

    internal void Note(long now, PacketFate fate, ReadOnlySpan<byte> packet)
    {
        Counters.Add(fate);
        _internet.Trace.Add(now, Index, fate, packet);
        foreach (IPacketObserver observer in Observers)
        {
            observer.OnPacket(now, this, fate, packet);
        }
    }

    // The seeds of neighbours have nothing to do with each other, and a link that is added later changes nothing for the others.
    private static int HashCodeOf(int seed, int index)
    {
        ulong mixed = ((ulong)(uint)seed << 32 | (uint)index) + 0x9E37_79B9_7F4A_7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }
}
