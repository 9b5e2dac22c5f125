using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>A host that sends numbered packets at even intervals and notes what reaches it.</summary>
internal sealed class Talker(IpAddress address) : INode
{
    private IpAddress _to;
    private long _interval;
    private long _next;
    private long _count;
    private int _length;

    public IpAddress Address { get; } = address;

    /// <summary>The numbers that arrived in order of their arrival; -1 for packets that are not intact.</summary>
    public List<long> Numbers { get; } = [];

    public List<long> Times { get; } = [];

    public List<byte[]> Packets { get; } = [];

    public bool KeepsPackets { get; set; }

    public bool KeepsNumbers { get; set; } = true;

    public bool DontFragment { get; set; } = true;

    public byte TimeToLive { get; set; } = 64;

    public Ecn Ecn { get; set; }

    public long Received { get; private set; }

    public long Sent { get; private set; }

    public long NextDeadline => Sent < _count ? _next : long.MaxValue;

    /// <summary>Has packets sent from now on.</summary>
    public void Say(SimulatedInternet internet, IpAddress to, long count, int length = 100, long interval = 1_000_000)
    {
        (_to, _count, _length, _interval, _next) = (to, Sent + count, length, interval, internet.Now);
        internet.Flush(this);
    }

    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        Received++;
        if (KeepsNumbers)
        {
            Numbers.Add(Datagrams.NumberOf(packet));
            Times.Add(now);
        }

        if (KeepsPackets)
        {
            Packets.Add(packet.ToArray());
        }
    }

    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        link = null;
        if (Sent >= _count || now < _next)
        {
            return 0;
        }

        _next += _interval;
        Sent++;
        return Datagrams.Write(buffer, Address, _to, _length, Sent, DontFragment, TimeToLive, Ecn);
    }

    public void Advance(long now)
    {
    }
}
