using System.Runtime.InteropServices;

namespace Ringspun;

/// <summary>
/// The clock that orders all transactions of the process: a writing commit advances it by two and stamps what it writes with the new
/// time. Its lowest bit is the gate of the serial mode.
/// </summary>
/// <remarks>
/// The gate costs the usual commit nothing, because it is in the word that a commit must change anyway. Commits lock what they write
/// before they advance the clock. So whoever has advanced it before the gate was closed holds his locks, and its effects are waited for;
/// whoever advances it later sees the gate in what he gets, and unlocks again.
/// </remarks>
internal static class VersionClock
{
    private const long Gate = 1;
    private const long Tick = 2;

    private static Padded s_time;
    private static Padded s_tickets;
    private static Padded s_served;

    /// <summary>The time, without the gate.</summary>
    internal static long Now => Volatile.Read(ref s_time.Value) & ~Gate;

    /// <summary>The time at which a commit that follows the reader at once, with none between them, happens.</summary>
    internal static long After(long time) => time + Tick;

    /// <summary>Takes the next time for a commit.</summary>
    /// <param name="time">The commit's time.</param>
    /// <returns>False: a serial transaction runs, and others must not commit.</returns>
    internal static bool TryAdvance(out long time)
    {
        long advanced = Interlocked.Add(ref s_time.Value, Tick);
        time = advanced & ~Gate;
        return (advanced & Gate) == 0;
    }

    /// <summary>Closes the gate: from here on nobody else commits. Whoever has waited longest is the next.</summary>
    internal static void EnterSerial()
    {
        long ticket = Interlocked.Increment(ref s_tickets.Value) - 1;
        SpinWait spinner = default;
        while (Volatile.Read(ref s_served.Value) != ticket)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        Interlocked.Or(ref s_time.Value, Gate);
    }

    /// <summary>Opens the gate.</summary>
    internal static void LeaveSerial()
    {
        Interlocked.And(ref s_time.Value, ~Gate);
        Volatile.Write(ref s_served.Value, s_served.Value + 1);
    }

    /// <summary>Waits for the end of the serial transaction under way.</summary>
    internal static void AwaitGate()
    {
        SpinWait spinner = default;
        while ((Volatile.Read(ref s_time.Value) & Gate) != 0)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Alone in its cache lines: every commit writes here, and must not slow down who reads something else.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        public long Value;
    }
}
