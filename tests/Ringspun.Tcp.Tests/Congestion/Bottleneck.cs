using Ringspun.Tcp.Congestion;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>
/// A fluid model of one link that several flows share, in rounds of one round trip: each flow has a window in the network and gets it acknowledged;
/// when the windows together exceed what the path and its queue hold, every flow loses something, as with a drop-tail queue and full windows.
/// </summary>
internal sealed class Bottleneck(uint capacity, long rtt)
{
    private const uint MostAcks = 50;

    private readonly List<CongestionControl> _flows = [];
    private readonly List<double> _sums = [];
    private long _now;
    private int _rounds;

    public int Losses { get; private set; }

    public void Add(CongestionControl flow)
    {
        _flows.Add(flow);
        _sums.Add(0);
    }

    public uint WindowOf(int flow) => _flows[flow].Window;

    /// <summary>The mean window of a flow in segments, since the last <see cref="Forget"/>.</summary>
    public double MeanOf(int flow) => _sums[flow] / _rounds / Controls.Segment;

    public void Forget()
    {
        _rounds = 0;
        for (int i = 0; i < _sums.Count; i++)
        {
            _sums[i] = 0;
        }
    }

    public void Run(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Round();
        }
    }

    private void Round()
    {
        bool full = _flows.Sum(flow => (long)flow.Window) > capacity * (long)Controls.Segment;
        Losses += full ? 1 : 0;
        for (int i = 0; i < _flows.Count; i++)
        {
            CongestionControl flow = _flows[i];
            if (full)
            {
                flow.OnRecoveryBegin(flow.Window, flow.Window);
                flow.OnRecoveryEnd();
            }
            else
            {
                Acknowledge(ref flow);
            }

            _sums[i] += flow.Window;
            _flows[i] = flow;
        }

        _rounds++;
        _now += rtt;
    }

    // As receivers behind a fast network card acknowledge: several segments at once.
    private void Acknowledge(ref CongestionControl flow)
    {
        uint rest = flow.Window;
        uint piece = Math.Max(rest / MostAcks, Controls.Segment);
        for (uint done = 0; rest > 0; rest -= piece)
        {
            piece = Math.Min(piece, rest);
            done += piece;
            flow.OnAcknowledged(Controls.Ack(flow, piece, _now + (rtt * done / (done + rest - piece)), rtt));
        }
    }
}
