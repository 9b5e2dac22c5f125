namespace Ringspun.Tcp.Congestion;

/// <summary>CUBIC (RFC 9438): the window follows a cubic curve of time that is flat where the last loss was.</summary>
internal sealed class Cubic : CongestionControl
{
    // Section 4.6 and section 5.
    private const double Beta = 0.7;
    private const double C = 0.4;

    // Section 4.3: so that W_est gets what Reno would get in spite of the gentler reduction.
    private const double RenoAlpha = 3 * (1 - Beta) / (1 + Beta);
    private const double Nanoseconds = 1e9;

    public override void OnLoss(ref CongestionState state, uint flight, uint segmentSize)
    {
        double window = (double)state.Window / segmentSize;
        ref CubicState cubic = ref state.Cubic;

        // Section 4.7, fast convergence: a flow that did not reach its old window gives some of it away.
        cubic.MaximumWindow = window < cubic.MaximumWindow ? window * (1 + Beta) / 2 : window;
        cubic.PriorWindow = window;
        cubic.EpochStart = 0;
        state.Threshold = Math.Max((uint)(flight * Beta), 2 * segmentSize);
        state.Counted = 0;
    }

    public override void OnRestart(ref CongestionState state) => state.Cubic.EpochStart = 0;

    protected override void Avoid(ref CongestionState state, uint acknowledged, uint segmentSize, long rtt, long now)
    {
        ref CubicState cubic = ref state.Cubic;
        double window = (double)state.Window / segmentSize;
        double segments = (double)acknowledged / segmentSize;
        if (cubic.EpochStart == 0)
        {
            Begin(ref cubic, window, now);
        }

        // Section 4.3: W_est grows by alpha a window, and by 1 once it has passed the window of the last reduction.
        double alpha = cubic.RenoCaughtUp ? 1 : RenoAlpha;
        cubic.RenoWindow += alpha * segments / window;
        cubic.RenoCaughtUp |= cubic.RenoWindow >= cubic.PriorWindow;

        double elapsed = (now - cubic.EpochStart) / Nanoseconds;
        double target = Curve(cubic, elapsed + (rtt / Nanoseconds));
        double grown;
        if (Curve(cubic, elapsed) < cubic.RenoWindow)
        {
            grown = Math.Max(window, cubic.RenoWindow);
        }
        else
        {
            // Sections 4.4 and 4.5; section 4.2 keeps the target between the window and half as much again.
            target = Math.Clamp(target, window, 1.5 * window);
            grown = window + ((target - window) / window * segments);
        }

        state.Window = (uint)Math.Min(grown * segmentSize, int.MaxValue);
    }

    private static void Begin(ref CubicState cubic, double window, long now)
    {
        cubic.EpochStart = Math.Max(now, 1);
        cubic.EpochWindow = window;
        cubic.RenoWindow = window;
        cubic.RenoCaughtUp = window >= cubic.PriorWindow;
        if (window >= cubic.MaximumWindow)
        {
            cubic.MaximumWindow = window;
            cubic.K = 0;
        }
        else
        {
            cubic.K = Math.Cbrt((cubic.MaximumWindow - window) / C);
        }
    }

    // Section 4.2, figure 1.
    private static double Curve(in CubicState cubic, double seconds)
    {
        double distance = seconds - cubic.K;
        return (C * distance * distance * distance) + cubic.MaximumWindow;
    }
}
