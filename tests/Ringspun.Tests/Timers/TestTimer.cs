namespace Ringspun.Tests.Timers;

/// <summary>A timer that runs a callback.</summary>
internal sealed class TestTimer(Action<TestTimer> expired) : TimerEntry
{
    public long Deadline { get; set; }

    protected internal override void OnExpired() => expired(this);
}
