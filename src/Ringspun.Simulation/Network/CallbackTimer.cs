namespace Ringspun.Simulation;

/// <summary>A timer that calls a method.</summary>
internal sealed class CallbackTimer(Action expired) : TimerEntry
{
    protected override void OnExpired() => expired();
}
