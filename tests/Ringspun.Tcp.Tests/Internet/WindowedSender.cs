using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Congestion;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>
/// A sender that does nothing but keep to its congestion window: numbered packets, each acknowledged by its number, lost when three later ones have
/// arrived, never sent again. What is tested with it is congestion control on a path with queues, before there is a TCP.
/// </summary>
internal sealed class WindowedSender(IpAddress address, IpAddress to, CongestionAlgorithm algorithm, uint segmentSize, long startAt) : INode
{
    private const int Reordering = 3;

    private readonly Dictionary<long, long> _sentAt = [];
    private CongestionControl _control = CongestionControl.Begin(algorithm, segmentSize, 10);
    private long _next = 1;
    private long _lowest = 1;
    private long _highestAcked;
    private long _recoveryEnd;
    private long _smoothedRtt;
    private long _lastProgress;

    public long Acknowledged { get; private set; }

    public int Recoveries { get; private set; }

    public int Timeouts { get; private set; }

    public long LargestRtt { get; private set; }

    public CongestionControl Control => _control;

    public long NextDeadline => _next == 1 ? startAt : _lastProgress + Timeout;

    private long Timeout => Math.Max(3 * _smoothedRtt, 1_000_000_000);

    private uint Flight => (uint)_sentAt.Count * segmentSize;

    public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
    {
        long number = Datagrams.NumberOf(packet);
        if (!_sentAt.Remove(number, out long sentAt))
        {
            return;
        }

        uint flight = Flight + segmentSize;
        long rtt = now - sentAt;
        _smoothedRtt = _smoothedRtt == 0 ? rtt : ((7 * _smoothedRtt) + rtt) / 8;
        LargestRtt = Math.Max(LargestRtt, rtt);
        _highestAcked = Math.Max(_highestAcked, number);
        _lastProgress = now;
        Acknowledged++;
        bool lost = RemoveLost();
        if (lost && number >= _recoveryEnd)
        {
            _recoveryEnd = _next;
            Recoveries++;
            _control.OnRecoveryBegin(flight, flight);
        }

        if (_control.Phase != CongestionPhase.Open && !lost && number >= _recoveryEnd)
        {
            _control.OnRecoveryEnd();
        }

        _control.OnAcknowledged(new CongestionAck
        {
            Now = now,
            Acknowledged = segmentSize,
            Delivered = segmentSize,
            FlightBefore = flight,
            Pipe = Flight,
            Rtt = rtt,
            SmoothedRtt = _smoothedRtt,
            WindowLimited = _control.IsLimiting(flight),
            TellsOfLoss = lost,
        });
    }

    public int Transmit(long now, Span<byte> buffer, out Link? link)
    {
        link = null;
        if (now < startAt || Flight + segmentSize > _control.Window)
        {
            return 0;
        }

        _sentAt.Add(_next, now);
        _control.OnSent(segmentSize);
        return Datagrams.Write(buffer, address, to, (int)segmentSize, _next++);
    }

    public void Advance(long now)
    {
        // The first call is the start: no time was lost before it.
        if (_next > 1)
        {
            _control.OnTimeout(Flight, again: false);
            _sentAt.Clear();
            _lowest = _next;
            _recoveryEnd = _next;
            Timeouts++;
        }

        _lastProgress = now;
    }

    private bool RemoveLost()
    {
        bool any = false;
        for (; _lowest <= _highestAcked - Reordering; _lowest++)
        {
            any |= _sentAt.Remove(_lowest);
        }

        return any;
    }
}
