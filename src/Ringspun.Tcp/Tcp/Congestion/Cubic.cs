namespace Ringspun.Tcp.Congestion;

/// <summary>CUBIC (RFC 9438): the window follows a cubic curve of time, flat where the last congestion was, steep far from it.</summary>
/// <remarks>
/// Windows are bytes here and segments in the RFC, so that a path whose segment size changes keeps its windows. The arithmetic is that of doubles
/// without any function of a library (<see cref="CubeRoot"/>), and the compiler fuses no operations by itself: results are equal on x64 and arm64.
/// </remarks>
internal struct Cubic : ICongestionAvoidance
{
    /// <summary>beta_cubic (section 4.6), as a quotient so that the threshold is found in whole numbers.</summary>
    private const uint BetaNumerator = 7;
    private const uint BetaDenominator = 10;
    private const double Beta = 0.7;

    /// <summary>C, in segments per second cubed (section 5.1).</summary>
    private const double C = 0.4;

    /// <summary>alpha_cubic (section 4.3): with it, and with the gentler decrease, an AIMD sender gets what Reno gets.</summary>
    private const double RenoAlpha = 3 * (1 - Beta) / (1 + Beta);

    /// <summary>Section 4.2: the window grows by half in a round trip at the most.</summary>
    private const double FastestGrowth = 1.5;
    private const double NanosecondsPerSecond = 1e9;

    private long _stageStart;
    private long _pausedAt;
    private double _k;
    private double _maximum;
    private double _estimate;
    private double _fraction;
    private uint _prior;
    private bool _inStage;
    private bool _paused;
    private bool _forgets;

    /// <summary>W_max in bytes.</summary>
    public readonly double MaximumWindow => _maximum;

    /// <summary>K in seconds.</summary>
    public readonly double K => _k;

    /// <summary>W_est in bytes.</summary>
    public readonly double RenoEstimate => _estimate;

    public uint Grow(uint window, uint acknowledged, uint segmentSize, long smoothedRtt, long now)
    {
        if (!_inStage)
        {
            Begin(window, segmentSize, now);
        }

        Resume(now);
        acknowledged = Math.Min(acknowledged, window);
        double share = (double)acknowledged / window;

        // Section 4.3, figure 4; alpha becomes 1 where the window of the last reduction is reached again.
        double alpha = _estimate >= _prior ? 1 : RenoAlpha;
        _estimate += alpha * segmentSize * share;

        double elapsed = (now - _stageStart) / NanosecondsPerSecond;
        if (Curve(elapsed, segmentSize) < _estimate)
        {
            _fraction = 0;
            return Math.Max(window, Whole(_estimate));
        }

        // Sections 4.4 and 4.5, for both sides of the plateau; section 4.2 bounds the target.
        double target = Math.Clamp(Curve(elapsed + (smoothedRtt / NanosecondsPerSecond), segmentSize), window, FastestGrowth * window);
        double grown = window + ((target - window) * share) + _fraction;
        uint whole = Whole(grown);
        _fraction = Math.Min(grown - whole, 1);
        return Math.Max(window, whole);
    }

    public uint Reduce(uint window, uint flight)
    {
        // Section 4.7, fast convergence: a flow that could not return to its W_max lets a newcomer have more.
        _maximum = window < _maximum ? window * ((1 + Beta) / 2) : window;
        _prior = window;
        EndStage();

        // Section 4.6.
        return (uint)((ulong)flight * BetaNumerator / BetaDenominator);
    }

    public void Forget()
    {
        _forgets = true;
        EndStage();
    }

    public void EndStage()
    {
        _inStage = false;
        _paused = false;
        _fraction = 0;
    }

    public void Pause(long since)
    {
        if (_inStage && !_paused)
        {
            _paused = true;
            _pausedAt = since;
        }
    }

    /// <summary>A stage of congestion avoidance begins: its time, its curve and Reno's estimate (sections 4.2 and 4.3).</summary>
    private void Begin(uint window, uint segmentSize, long now)
    {
        _inStage = true;
        _stageStart = now;
        _estimate = window;

        // Sections 4.8 and 4.10: after a timeout, and after a slow start that nothing was lost in, the curve begins on its plateau.
        if (_forgets || window >= _maximum)
        {
            _forgets = false;
            _maximum = window;
            _k = 0;
            return;
        }

        // Figure 2.
        _k = CubeRoot.Of((_maximum - window) / segmentSize / C);
    }

    /// <summary>Section 4.2: time in which the application limited the sender is not part of t.</summary>
    private void Resume(long now)
    {
        if (_paused)
        {
            _paused = false;
            _stageStart += Math.Max(now - _pausedAt, 0);
        }
    }

    /// <summary>W_cubic (section 4.2, figure 1).</summary>
    private readonly double Curve(double seconds, uint segmentSize)
    {
        double distance = seconds - _k;
        return (C * segmentSize * distance * distance * distance) + _maximum;
    }

    private static uint Whole(double bytes) => (uint)Math.Clamp(bytes, 0, CongestionControl.LargestWindow);
}
