using Ringspun.Tcp.Congestion;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>Controls in the states that tests begin with.</summary>
internal static class Controls
{
    public const uint Segment = 1000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000 * Millisecond;
    public const long Rtt = 100 * Millisecond;

    public static CongestionControl Begin(CongestionAlgorithm algorithm, int segments = 10) => CongestionControl.Begin(algorithm, Segment, segments);

    /// <summary>In congestion avoidance with a window of so many segments, reached by a slow start that a loss of the flight ended.</summary>
    public static CongestionControl Avoiding(CongestionAlgorithm algorithm, uint segments)
    {
        CongestionControl control = Begin(algorithm);
        uint before = algorithm == CongestionAlgorithm.Cubic ? Before(segments) : segments * 2 * Segment;
        if (control.Window > before)
        {
            control = CongestionControl.Begin(algorithm, Segment, 1);
        }

        while (control.Window < before)
        {
            control.OnAcknowledged(Ack(control, Math.Min(Segment, before - control.Window), 0));
        }

        control.OnRecoveryBegin(before, before);
        control.OnRecoveryEnd();
        return control;
    }

    /// <summary>The window in bytes of which CUBIC leaves so many segments.</summary>
    public static uint Before(uint segments) => ((segments * Segment * 10) + 6) / 7;

    /// <summary>An acknowledgment to a sender that uses its whole window.</summary>
    public static CongestionAck Ack(in CongestionControl control, uint bytes, long now, long rtt = Rtt, bool limited = true) => new()
    {
        Now = now,
        Acknowledged = bytes,
        Delivered = bytes,
        FlightBefore = Math.Max(control.Window, bytes),
        Pipe = control.Window - Math.Min(control.Window, bytes),
        Rtt = rtt,
        SmoothedRtt = rtt,
        WindowLimited = limited,
    };

    /// <summary>A whole window is acknowledged, segment by segment, at the times that <paramref name="at"/> and the next <paramref name="rtt"/> span.</summary>
    public static void Round(ref CongestionControl control, long at, long rtt = Rtt)
    {
        uint window = control.Window;
        uint segments = window / Segment;
        for (uint i = 1; i <= segments; i++)
        {
            control.OnAcknowledged(Ack(control, i == segments ? window - ((segments - 1) * Segment) : Segment, at + (rtt * i / segments), rtt));
        }
    }
}
