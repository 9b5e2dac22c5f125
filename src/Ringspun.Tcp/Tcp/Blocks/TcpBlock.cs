using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Blocks;

/// <summary>
/// The transmission control block (RFC 9293 section 3.3.1): all that a connection is. Names are the RFCs'. Blocks hold state alone; the mechanisms
/// that change it are beside it, one in a file.
/// </summary>
internal sealed partial class TcpBlock(int slot)
{
    /// <summary>No slot: the end of a list.</summary>
    public const int None = -1;

    // Apart, so that the ports need no padding: there is one of these for every connection.
    private IpAddress _localAddress;
    private IpAddress _remoteAddress;
    private ushort _localPort;
    private ushort _remotePort;

    /// <summary>The place in the table of blocks.</summary>
    public int Slot { get; } = slot;

    /// <summary>Counts the connections that the block has been.</summary>
    public uint Generation { get; private set; }

    public bool InUse { get; private set; }

    public Endpoint Local
    {
        get => new(_localAddress, _localPort);
        set => (_localAddress, _localPort) = value;
    }

    public Endpoint Remote
    {
        get => new(_remoteAddress, _remotePort);
        set => (_remoteAddress, _remotePort) = value;
    }

    /// <summary>The keyed hash of the ends.</summary>
    public uint Hash { get; set; }

    public TcpState State { get; set; }

    public BlockFlags Flags { get; set; }

    /// <summary>Why the connection ended, once it has.</summary>
    public StackError Failure { get; set; }

    public TcpSettings Settings { get; set; } = TcpSettings.Default;

    /// <summary>The listener that it came to, while it is its.</summary>
    public Listener? Listener { get; set; }

    /// <summary>What the application has not been told yet.</summary>
    public ConnectionEvents Events { get; set; }

    /// <summary>The next in the queue of those that have something to send.</summary>
    public int NextReady { get; set; } = None;

    /// <summary>The next in the queue of those that have something to tell, or in a listener's queue.</summary>
    public int NextTelling { get; set; } = None;

    public int NextAccepted { get; set; } = None;

    /// <summary>The most bytes of a packet on the way: the link's MTU, or less when ICMP told so.</summary>
    public int PathMtu { get; set; }

    /// <summary>The buffers of both sides that the stack has counted.</summary>
    public int HeldBuffers { get; set; }

    /// <summary>Whether the slot is in the queue of those that wait for memory; it outlives the connection.</summary>
    public bool AwaitsMemory { get; set; }

    public ConnectionId Id => new(Slot, Generation);

    public Deadlines Deadlines;

    public bool Has(BlockFlags flag) => (Flags & flag) != 0;

    public void Set(BlockFlags flags) => Flags |= flags;

    public void Clear(BlockFlags flags) => Flags &= ~flags;

    /// <summary>Whether sequence numbers of both sides are known.</summary>
    public bool IsSynchronized => State is not (TcpState.Closed or TcpState.SynSent or TcpState.SynReceived);

    /// <summary>Whether the peer may still send data.</summary>
    public bool CanReceive => State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2;

    /// <summary>Whether data and FIN may be sent in this state.</summary>
    public bool CanSend => State is TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck || IsOpenEarly;

    /// <summary>Begins a connection.</summary>
    public void Begin()
    {
        InUse = true;
        Generation++;
        Deadlines.ClearAll();
    }

    /// <summary>Forgets everything; buffers and arrays have been given back.</summary>
    public void Reset()
    {
        InUse = false;
        Local = default;
        Remote = default;
        Hash = 0;
        State = TcpState.Closed;
        Flags = BlockFlags.None;
        Failure = StackError.None;
        Settings = TcpSettings.Default;
        Listener = null;
        Events = ConnectionEvents.None;
        NextReady = None;
        NextTelling = None;
        NextAccepted = None;
        PathMtu = 0;
        Deadlines.ClearAll();
        ResetSend();
        ResetReceive();
        ResetFastOpen();
        ResetUrgent();
        ResetClosing();
    }
}
