namespace Ringspun.Tcp.Congestion;

/// <summary>How the window grows when all is well, and how far it shrinks when something is lost. Has no state: that is in the connection's block.</summary>
internal abstract class CongestionControl
{
    private static readonly CongestionControl CubicControl = new Cubic();
    private static readonly CongestionControl NewRenoControl = new NewReno();

    public static CongestionControl Of(CongestionAlgorithm algorithm) =>
        algorithm == CongestionAlgorithm.NewReno ? NewRenoControl : CubicControl;

    /// <summary>Something new was acknowledged outside fast recovery, and the window had limited the sender.</summary>
    /// <param name="state">The connection's.</param>
    /// <param name="acknowledged">Bytes newly acknowledged.</param>
    /// <param name="segmentSize">SMSS.</param>
    /// <param name="rtt">SRTT; 0 before the first measurement.</param>
    /// <param name="now">The time.</param>
    public void OnAcknowledged(ref CongestionState state, uint acknowledged, uint segmentSize, long rtt, long now)
    {
        if (state.InSlowStart)
        {
            acknowledged = SlowStart(ref state, acknowledged, segmentSize);
        }

        if (acknowledged > 0)
        {
            Avoid(ref state, acknowledged, segmentSize, rtt, now);
        }
    }

    /// <summary>A loss: the threshold for what follows. The caller sets the window.</summary>
    /// <param name="state">The connection's.</param>
    /// <param name="flight">The bytes in the network.</param>
    /// <param name="segmentSize">SMSS.</param>
    public abstract void OnLoss(ref CongestionState state, uint flight, uint segmentSize);

    /// <summary>The sender begins anew after a timeout, or has been idle.</summary>
    /// <param name="state">The connection's.</param>
    public virtual void OnRestart(ref CongestionState state)
    {
    }

    /// <summary>Congestion avoidance.</summary>
    /// <param name="state">The connection's.</param>
    /// <param name="acknowledged">Bytes newly acknowledged.</param>
    /// <param name="segmentSize">SMSS.</param>
    /// <param name="rtt">SRTT.</param>
    /// <param name="now">The time.</param>
    protected abstract void Avoid(ref CongestionState state, uint acknowledged, uint segmentSize, long rtt, long now);

    /// <summary>RFC 5681 section 3.1, counting bytes: not beyond the threshold. The bytes left over are returned.</summary>
    private static uint SlowStart(ref CongestionState state, uint acknowledged, uint segmentSize)
    {
        uint growth = state.HyStart.Growth(acknowledged, segmentSize);
        uint room = state.Threshold - state.Window;
        if (growth < room)
        {
            state.Window += growth;
            return 0;
        }

        state.Window = state.Threshold;
        return growth == 0 ? 0 : (uint)((ulong)acknowledged * (growth - room) / growth);
    }
}
