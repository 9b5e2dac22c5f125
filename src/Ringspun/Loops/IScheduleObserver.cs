namespace Ringspun;

/// <summary>Sees what a loop does, step by step: so that a simulation can tell whether two runs were the same.</summary>
internal interface IScheduleObserver
{
    /// <summary>A frame is about to run.</summary>
    /// <param name="frame">The frame.</param>
    void OnResume(FiberFrame frame);

    /// <summary>A timer is about to fire.</summary>
    /// <param name="timer">The timer.</param>
    void OnExpired(TimerEntry timer);
}
