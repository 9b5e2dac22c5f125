namespace Ringspun.Bench.Fibers;

/// <summary>A timer that does nothing.</summary>
internal sealed class IdleTimer : TimerEntry
{
    protected override void OnExpired()
    {
    }
}
