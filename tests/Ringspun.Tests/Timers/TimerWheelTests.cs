namespace Ringspun.Tests.Timers;

public sealed class TimerWheelTests
{
    private const long Start = 1_000_000_007;

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Timers_fire_in_the_order_of_their_deadlines_and_never_early(int tickShift)
    {
        var wheel = new TimerWheel(Start, tickShift);
        var random = new Random(Seeds.Next());
        long now = Start;
        var fired = new List<long>();
        var deadlines = new List<long>();
        for (int i = 0; i < 5000; i++)
        {
            // Of all magnitudes; a whole tick apart, because timers of one tick have no order.
            long deadline = Start + ((1 + random.NextInt64(1L << random.Next(1, 45))) << tickShift);
            deadlines.Add(deadline);
            wheel.Arm(
                new TestTimer(timer =>
                {
                    Assert.True(timer.Deadline <= now, "early");
                    fired.Add(timer.Deadline);
                })
                { Deadline = deadline },
                deadline);
        }

        Assert.Equal(5000, wheel.Count);
        while (wheel.Count > 0)
        {
            now = Math.Max(now, wheel.NextDeadline);
            wheel.Advance(now);
        }

        deadlines.Sort();
        Assert.Equal(deadlines, fired);
    }

    [Fact]
    public void A_timer_is_late_by_at_most_a_tick()
    {
        var wheel = new TimerWheel(Start, 10);
        int fired = 0;
        long deadline = Start + 12_345_678;
        wheel.Arm(new TestTimer(_ => fired++), deadline);
        wheel.Advance(deadline - 1);
        Assert.Equal(0, fired);
        wheel.Advance(deadline + 1023);
        Assert.Equal(1, fired);
    }

    [Fact]
    public void Deadlines_of_the_past_fire_at_the_next_tick()
    {
        var wheel = new TimerWheel(Start, 0);
        int fired = 0;
        foreach (long deadline in new[] { Start, Start - 1, 0, -1, long.MinValue })
        {
            wheel.Arm(new TestTimer(_ => fired++), deadline);
        }

        Assert.Equal(Start + 1, wheel.NextDeadline);
        wheel.Advance(Start + 1);
        Assert.Equal(5, fired);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Huge_deadlines_have_a_place(int tickShift)
    {
        var wheel = new TimerWheel(Start, tickShift);
        var timers = new List<TestTimer>();
        foreach (long deadline in new[] { long.MaxValue, long.MaxValue - 1, long.MaxValue / 2, long.MaxValue / 3, 1L << 60, 1L << 61, (1L << 60) - 1 })
        {
            var timer = new TestTimer(_ => Assert.Fail("fired"));
            timers.Add(timer);
            wheel.Arm(timer, deadline);
        }

        for (long now = Start; now < 1L << 59; now *= 3)
        {
            wheel.Advance(now);
            Assert.InRange(wheel.NextDeadline, now + 1, 1L << 60);
        }

        foreach (TestTimer timer in timers)
        {
            wheel.Disarm(timer);
            Assert.False(timer.IsArmed);
        }

        Assert.Equal(0, wheel.Count);
        Assert.Equal(long.MaxValue, wheel.NextDeadline);
    }

    [Fact]
    public void A_distant_timer_wakes_the_loop_only_a_few_times()
    {
        var wheel = new TimerWheel(Start, 10);
        int fired = 0;
        long deadline = Start + (3_600L * 1_000_000_000);
        wheel.Arm(new TestTimer(_ => fired++), deadline);
        int wakes = 0;
        long now = Start;
        while (fired == 0)
        {
            now = wheel.NextDeadline;
            wheel.Advance(now);
            wakes++;
        }

        Assert.InRange(now, deadline, deadline + 1023);
        Assert.InRange(wakes, 1, 8);
    }

    [Fact]
    public void What_is_beyond_the_budget_stays_due_and_can_be_disarmed()
    {
        var wheel = new TimerWheel(Start, 0);
        int fired = 0;
        TestTimer[] timers = [.. Enumerable.Range(0, 100).Select(_ => new TestTimer(_ => fired++))];
        for (int i = 0; i < timers.Length; i++)
        {
            // Ten of each moment, so that the budget ends in the middle of one.
            wheel.Arm(timers[i], Start + 5000 + (i / 10));
        }

        long now = Start + 6000;
        Assert.Equal(25, wheel.Advance(now, 25));
        Assert.Equal(25, fired);
        Assert.Equal(75, wheel.Count);
        Assert.InRange(wheel.NextDeadline, 0, now);
        foreach (TestTimer timer in timers.Where(static timer => timer.IsArmed).Take(60))
        {
            wheel.Disarm(timer);
        }

        Assert.Equal(15, wheel.Count);
        Assert.Equal(15, wheel.Advance(now, 25));
        Assert.Equal(40, fired);
        Assert.Equal(long.MaxValue, wheel.NextDeadline);
    }

    [Fact]
    public void A_callback_that_throws_loses_no_other_timer()
    {
        var wheel = new TimerWheel(Start, 0);
        int fired = 0;
        for (int i = 0; i < 10; i++)
        {
            wheel.Arm(
                new TestTimer(_ =>
                {
                    fired++;
                    throw new InvalidOperationException("meant");
                }),
                Start + 100);
        }

        for (int i = 0; i < 10; i++)
        {
            Assert.Throws<InvalidOperationException>(() => wheel.Advance(Start + 100));
        }

        Assert.Equal(10, fired);
        Assert.Equal(0, wheel.Count);
        Assert.Equal(0, wheel.Advance(Start + 200));
    }

    [Fact]
    public void Callbacks_may_arm_and_disarm_timers_of_their_own_moment()
    {
        var wheel = new TimerWheel(Start, 0);
        var trace = new List<string>();
        TestTimer? first = null;
        TestTimer? second = null;
        TestTimer? third = null;
        TestTimer? again = null;
        first = new TestTimer(_ => Fire("first"));
        second = new TestTimer(_ => Fire("second"));
        third = new TestTimer(_ => Fire("third"));
        again = new TestTimer(_ => trace.Add("again"));
        foreach (TestTimer timer in new[] { first, second, third })
        {
            wheel.Arm(timer, Start + 100);
        }

        wheel.Advance(Start + 100);

        // Whichever came first disarmed both others, and armed one more.
        Assert.Single(trace);
        Assert.Equal(1, wheel.Count);
        Assert.False(first.IsArmed || second.IsArmed || third.IsArmed);
        wheel.Advance(Start + 149);
        Assert.Single(trace);
        wheel.Advance(Start + 150);
        Assert.Equal("again", trace[^1]);
        Assert.Equal(0, wheel.Count);

        void Fire(string name)
        {
            trace.Add(name);
            wheel.Disarm(first!);
            wheel.Disarm(second!);
            wheel.Disarm(third!);
            wheel.Arm(again!, Start + 150);
        }
    }

    [Fact]
    public void Disarming_twice_or_what_never_was_armed_does_nothing()
    {
        var wheel = new TimerWheel(Start, 0);
        var timer = new TestTimer(_ => Assert.Fail("fired"));
        wheel.Disarm(timer);
        wheel.Arm(timer, Start + 5);
        wheel.Disarm(timer);
        wheel.Disarm(timer);
        wheel.Advance(Start + 1000);
        Assert.Equal(0, wheel.Count);
    }
}
