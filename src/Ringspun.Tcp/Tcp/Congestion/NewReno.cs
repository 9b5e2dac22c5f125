namespace Ringspun.Tcp.Congestion;

/// <summary>Congestion avoidance of RFC 5681: one segment a round trip more, half after a loss.</summary>
internal sealed class NewReno : CongestionControl
{
    public override void OnLoss(ref CongestionState state, uint flight, uint segmentSize)
    {
        // RFC 5681 equation 4.
        state.Threshold = Math.Max(flight / 2, 2 * segmentSize);
        state.Counted = 0;
    }

    protected override void Avoid(ref CongestionState state, uint acknowledged, uint segmentSize, long rtt, long now)
    {
        // RFC 5681 section 3.1, the recommended way: a segment more for each window of bytes acknowledged.
        state.Counted += acknowledged;
        if (state.Counted >= state.Window)
        {
            state.Counted -= state.Window;
            state.Window += segmentSize;
        }
    }
}
