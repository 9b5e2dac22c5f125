using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Udp;

/// <summary>All that a datagram socket is: state alone. Sockets are used again, as connections' blocks are.</summary>
internal sealed class DatagramSocket(int slot)
{
    private const int MaxErrors = 16;

    private DatagramError[] _errors = [];
    private int _firstError;

    /// <summary>The place in the table of sockets.</summary>
    public int Slot { get; } = slot;

    /// <summary>Counts the sockets that this has been.</summary>
    public uint Generation { get; private set; }

    public bool InUse { get; private set; }

    /// <summary>Whether the application has closed it; what was queued is still sent.</summary>
    public bool IsClosed { get; set; }

    /// <summary>UDP, or ICMP of either family.</summary>
    public IpProtocol Protocol { get; private set; }

    /// <summary>What it was bound to.</summary>
    public Endpoint Bound { get; private set; }

    /// <summary>What it receives at: <see cref="Bound"/>, with the address that speaks to the peer when it is connected. The port is an echo's identifier.</summary>
    public Endpoint Local { get; set; }

    /// <summary>The peer; unspecified when there is none.</summary>
    public Endpoint Remote { get; set; }

    public bool IsConnected => !Remote.Address.IsUnspecified;

    public DatagramSettings Settings { get; set; } = DatagramSettings.Default;

    /// <summary>Whether it was opened to share its port.</summary>
    public bool SharesPort { get; private set; }

    /// <summary>Where it stands in its group.</summary>
    public int Place { get; set; }

    public DatagramQueue Received { get; } = new();

    public DatagramQueue Sending { get; } = new();

    public SentDatagrams Sent { get; } = new();

    public int Errors { get; private set; }

    /// <summary>What the application has not been told yet.</summary>
    public ConnectionEvents Events { get; set; }

    /// <summary>Whether it is in the queue of those that have something to tell.</summary>
    public bool IsTelling { get; set; }

    /// <summary>Whether it is in the queue of those that have something to send.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether a send found the queue full.</summary>
    public bool WantsRoom { get; set; }

    /// <summary>Of the first datagram to be sent the bytes that have gone in fragments, its header included.</summary>
    public int FragmentedBytes { get; set; }

    public uint Identification { get; set; }

    /// <summary>The length of the fragments that it goes in, so that a path that changes meanwhile does not move their ends.</summary>
    public int FragmentMtu { get; set; }

    public DatagramSocketId Id => new(Slot, Generation);

    /// <summary>Begins a socket.</summary>
    public void Begin(IpProtocol protocol, in Endpoint local, DatagramSettings settings)
    {
        Generation++;
        InUse = true;
        IsClosed = false;
        Protocol = protocol;
        Bound = local;
        Local = local;
        Remote = default;
        Settings = settings;
        SharesPort = settings.SharePort;
    }

    /// <summary>Forgets everything. It may still be in queues, where whoever finds it sees that there is nothing to do.</summary>
    public void End()
    {
        InUse = false;
        Received.Clear();
        Sending.Clear();
        Sent.Clear();
        (_firstError, Errors) = (0, 0);
        Events = ConnectionEvents.None;
        WantsRoom = false;
        FragmentedBytes = 0;
    }

    /// <summary>Keeps an error until it is taken.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAdd(in DatagramError error)
    {
        if (Errors == MaxErrors)
        {
            return false;
        }

        if (_errors.Length == 0)
        {
            _errors = new DatagramError[MaxErrors];
        }

        _errors[(_firstError + Errors++) % MaxErrors] = error;
        return true;
    }

    public bool TryTakeError(out DatagramError error)
    {
        if (Errors == 0)
        {
            error = default;
            return false;
        }

        error = _errors[_firstError];
        _firstError = (_firstError + 1) % MaxErrors;
        Errors--;
        return true;
    }
}
