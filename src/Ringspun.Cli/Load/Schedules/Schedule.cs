namespace Ringspun.Cli.Load.Schedules;

/// <summary>
/// When requests are due in the open loop. It knows neither clock nor answers: <see cref="Due"/> depends on nothing but the rate, the
/// start and the seed, so a server that stands still cannot hold it up, and every request that it delays is counted with its whole delay.
/// </summary>
/// <remarks>
/// Arrivals are drawn on a scale where one request is expected per unit (at every whole unit, or a Poisson process of rate 1), and that scale is
/// mapped to time by the inverse of the expected count: linear, after a parabola while the rate ramps up from 0. So both processes ramp
/// alike, and the constant one adds up no rounding errors.
/// </remarks>
internal struct Schedule
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly long _start;
    private readonly double _rate;
    private readonly double _ramp;
    private readonly double _phase;
    private readonly bool _isPoisson;
    private SplitMix64 _random;
    private double _drawn;
    private long _taken;

    private Schedule(ArrivalProcess process, double rate, long start, TimeSpan ramp, double phase, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(ramp, TimeSpan.Zero);
        _start = start;
        _rate = rate;
        _ramp = ramp.TotalSeconds;
        _phase = phase;
        _isPoisson = process == ArrivalProcess.Poisson;
        _random = new SplitMix64(seed);
        Place();
    }

    /// <summary>When the next request is due, in nanoseconds on the clock of the start.</summary>
    public long Due { get; private set; }

    /// <summary>How many requests were taken from it.</summary>
    public readonly long Taken => _taken;

    /// <summary>One loop's part of a schedule that several loops share evenly.</summary>
    /// <param name="process">How requests follow each other.</param>
    /// <param name="rate">Requests per second of all loops together; above 0.</param>
    /// <param name="start">When the schedule begins, in nanoseconds on the loop's clock.</param>
    /// <param name="ramp">How long the rate rises from 0 to <paramref name="rate"/>, linearly; 0 for not at all.</param>
    /// <param name="seed">Decides the Poisson process; each loop draws its own numbers from it.</param>
    /// <param name="loop">This loop's number, from 0.</param>
    /// <param name="loops">How many loops there are.</param>
    public static Schedule Create(ArrivalProcess process, double rate, long start, TimeSpan ramp = default, ulong seed = 0, int loop = 0, int loops = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(loop);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(loop, loops);

        // Loops take turns, so that together they are as even as one; and neighbouring seeds must not make neighbouring sequences.
        SplitMix64 seeds = new(seed);
        ulong own = seeds.Next();
        for (int i = 0; i < loop; i++)
        {
            own = seeds.Next();
        }

        return new Schedule(process, rate / loops, start, ramp, (double)loop / loops, own);
    }

    /// <summary>Takes the next request if it is due by now.</summary>
    /// <param name="now">The loop's clock.</param>
    /// <param name="due">When the taken request was due; what is between that and now is the schedule's lag.</param>
    /// <returns>False when nothing is due.</returns>
    public bool TryTake(long now, out long due)
    {
        due = Due;
        if (due > now)
        {
            return false;
        }

        _taken++;
        Place();
        return true;
    }

    /// <summary>How many requests are expected by a time: what a generator that keeps up has taken.</summary>
    public readonly double ExpectedBy(long now)
    {
        double seconds = Math.Max(0, (now - _start) / NanosecondsPerSecond);
        return seconds < _ramp ? _rate * seconds * seconds / (2 * _ramp) : _rate * (seconds - (_ramp / 2));
    }

    private void Place()
    {
        if (_isPoisson)
        {
            _drawn -= Math.Log(1 - _random.NextDouble());
        }

        double units = _isPoisson ? _drawn : _taken + _phase;
        double ramped = _rate * _ramp / 2;
        double seconds = units < ramped ? Math.Sqrt(2 * _ramp * units / _rate) : (_ramp / 2) + (units / _rate);
        Due = _start + (long)(seconds * NanosecondsPerSecond);
    }
}
