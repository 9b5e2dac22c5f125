namespace Ringspun.Simulation;

/// <summary>A timer that calls a method.</summary>
internal sealed class CallbackTimer(Action expired) : TimerEntry
{
    protected internal override void OnExpired() => expired();
}
