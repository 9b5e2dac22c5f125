using System.Runtime.CompilerServices;

namespace Ringspun.Tcp.Timers;

/// <summary>When each of a connection's timers runs out, in nanoseconds; <see cref="Never"/> when it does not run.</summary>
[InlineArray(Kinds)]
internal struct Deadlines
{
    public const long Never = long.MaxValue;

    private const int Kinds = (int)TimerKind.Linger + 1;

    private long _first;

    public static Deadlines None
    {
        get
        {
            Deadlines deadlines = default;
            ((Span<long>)deadlines).Fill(Never);
            return deadlines;
        }
    }

    public readonly long Of(TimerKind kind) => this[(int)kind];

    public readonly bool IsSet(TimerKind kind) => this[(int)kind] != Never;

    public void Set(TimerKind kind, long at) => this[(int)kind] = at;

    public void Clear(TimerKind kind) => this[(int)kind] = Never;

    /// <summary>Stops all of them.</summary>
    public void ClearAll() => this = None;

    /// <summary>The earliest.</summary>
    public readonly long Earliest()
    {
        long earliest = Never;
        foreach (long deadline in this)
        {
            earliest = Math.Min(earliest, deadline);
        }

        return earliest;
    }
}
