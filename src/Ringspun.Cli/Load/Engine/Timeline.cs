using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Engine;

/// <summary>When the parts of a run begin and end, in nanoseconds of the clock that all loops share.</summary>
/// <param name="Start">The ramp, or without one the warm-up, begins.</param>
/// <param name="WarmUpStart">The full load begins.</param>
/// <param name="SteadyStart">From here on requests that are due count.</param>
/// <param name="End">From here on nothing is asked; <see cref="long.MaxValue"/> when only a number of requests ends the run.</param>
internal readonly record struct Timeline(long Start, long WarmUpStart, long SteadyStart, long End)
{
    private const long Second = 1_000_000_000;

    public static Timeline Of(LoadSettings settings, long start)
    {
        long warmUp = start + Nanoseconds(settings.Ramp);
        long steady = warmUp + Nanoseconds(settings.WarmUp);
        return new Timeline(start, warmUp, steady, settings.Duration is { } duration ? steady + Nanoseconds(duration) : long.MaxValue);
    }

    public static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    public static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    public LoadPhase PhaseAt(long time) =>
        time < WarmUpStart ? LoadPhase.Ramp
        : time < SteadyStart ? LoadPhase.WarmUp
        : LoadPhase.Steady;

    /// <summary>When the stretch that begins at a time is over: after a second, or with its phase.</summary>
    public long NextBoundary(long time) => PhaseAt(time) switch
    {
        LoadPhase.Ramp => Next(time, Start, WarmUpStart),
        LoadPhase.WarmUp => Next(time, WarmUpStart, SteadyStart),
        _ => Next(time, SteadyStart, End),
    };

    private static long Next(long time, long begin, long end) => Math.Min(end, begin + ((((time - begin) / Second) + 1) * Second));
}
