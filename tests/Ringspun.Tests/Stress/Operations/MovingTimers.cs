namespace Ringspun.Tests.Stress.Operations;

/// <summary>Timers that are armed, moved and disarmed: each fires at its last deadline, to the nanosecond, or not at all.</summary>
internal sealed class MovingTimers : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        EventLoop loop = EventLoop.Current!;
        var timers = new Alarm[run.Random.Next(1, 10)];
        for (int i = 0; i < timers.Length; i++)
        {
            timers[i] = new Alarm(loop);
        }

        for (int i = run.Random.Next(1, 20); i > 0; i--)
        {
            Alarm timer = timers[run.Random.Next(timers.Length)];
            if (run.OneIn(4))
            {
                timer.Disarm();
            }
            else
            {
                timer.Arm(loop.ReadClock() + 1 + run.Random.NextInt64(1L << run.Random.Next(1, 30)));
            }

            if (run.OneIn(5))
            {
                await run.Pause(run.AnyTime());
            }
        }

        await run.Pause(TimeSpan.FromSeconds(2));
        foreach (Alarm timer in timers)
        {
            StressRun.Check(timer.WrongFirings == 0, "A timer fired at a time that it was not armed for.");
            StressRun.Check(!timer.IsArmed && !timer.IsExpected, "A timer never fired.");
        }
    }

    private sealed class Alarm(EventLoop loop) : TimerEntry
    {
        private long _deadline;

        public bool IsExpected { get; private set; }

        public int WrongFirings { get; private set; }

        public void Arm(long deadline)
        {
            _deadline = deadline;
            IsExpected = true;
            loop.Arm(this, deadline);
        }

        public void Disarm()
        {
            IsExpected = false;
            loop.Disarm(this);
        }

        protected internal override void OnExpired()
        {
            WrongFirings += IsExpected && loop.ReadClock() == _deadline ? 0 : 1;
            IsExpected = false;
        }
    }
}
