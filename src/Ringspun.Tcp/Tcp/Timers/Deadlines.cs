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
        // Once or twice for each segment: pairs first, so that nothing waits for a loop or for the one before.
        long first = Math.Min(Math.Min(this[0], this[1]), Math.Min(this[2], this[3]));
        long second = Math.Min(Math.Min(this[4], this[5]), Math.Min(this[6], this[Kinds - 1]));
        return Math.Min(first, second);
    }
}
