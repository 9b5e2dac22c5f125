namespace Ringspun;

/// <summary>One timer: a link in its wheel's lists, so that arming allocates nothing. Belongs to one loop's thread.</summary>
public abstract class TimerEntry
{
    internal TimerEntry? Previous;
    internal TimerEntry? Following;
    internal long Tick;
    internal int Slot = TimerWheel.Nowhere;

    /// <summary>Whether the timer is armed.</summary>
    public bool IsArmed => Slot != TimerWheel.Nowhere;

    /// <summary>Called on the loop once the deadline has passed; the timer is disarmed and may be armed again.</summary>
    protected internal abstract void OnExpired();
}
