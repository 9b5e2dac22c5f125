using Ringspun.Cli.Load.Schedules;
using Ringspun.Tests.Shared;

namespace Ringspun.Cli.Tests.Load;

public class ScheduleTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(ArrivalProcess.Constant, 1)]
    [InlineData(ArrivalProcess.Constant, 3)]
    [InlineData(ArrivalProcess.Poisson, 1)]
    [InlineData(ArrivalProcess.Poisson, 3)]
    internal void The_rate_is_kept_within_half_a_percent(ArrivalProcess process, int loops)
    {
        const double Rate = 100_000;
        long[] arrivals = Arrivals(process, Rate, loops, 10 * Second);
        Assert.InRange(arrivals.Length, Rate * 10 * 0.995, Rate * 10 * 1.005);
    }

    [Fact]
    public void Constant_arrivals_of_several_loops_are_as_even_as_those_of_one()
    {
        long[] arrivals = Arrivals(ArrivalProcess.Constant, 1000, 4, 10 * Second);
        Assert.Equal(10_001, arrivals.Length);
        for (int i = 0; i < arrivals.Length; i++)
        {
            Assert.InRange(arrivals[i], (i * 1_000_000L) - 1, (i * 1_000_000L) + 1);
        }
    }

    [Fact]
    public void Constant_arrivals_do_not_drift_in_a_day()
    {
        // 1/3 s is not a binary fraction; adding it up would drift.
        Schedule schedule = Schedule.Create(ArrivalProcess.Constant, 3, 0);
        for (int i = 0; i < 86_400 * 3; i++)
        {
            Assert.True(schedule.TryTake(long.MaxValue, out _));
        }

        Assert.InRange(schedule.Due, (86_400 * Second) - 1, (86_400 * Second) + 1);
    }

    [Fact]
    public void Distances_of_poisson_arrivals_are_exponential_and_independent()
    {
        const double Rate = 1000;
        const int Count = 400_000;
        Schedule schedule = Schedule.Create(ArrivalProcess.Poisson, Rate, 0, seed: (ulong)Seeds.Next());
        double[] distances = new double[Count];
        long previous = 0;
        for (int i = 0; i < Count; i++)
        {
            Assert.True(schedule.TryTake(long.MaxValue, out long due));
            distances[i] = (due - previous) / (double)Second * Rate;
            previous = due;
        }

        double mean = distances.Average();
        double variance = distances.Average(distance => (distance - mean) * (distance - mean));
        double neighbours = Enumerable.Range(1, Count - 1).Average(i => (distances[i] - mean) * (distances[i - 1] - mean)) / variance;
        Assert.InRange(mean, 0.99, 1.01);
        Assert.InRange(variance, 0.97, 1.03);
        Assert.InRange(neighbours, -0.01, 0.01);

        // Kolmogorov and Smirnov: a greater distance from the exponential distribution has a probability of 1e-6.
        Array.Sort(distances);
        double furthest = distances.Select((distance, i) => Math.Abs(1 - Math.Exp(-distance) - ((i + 0.5) / Count))).Max();
        Assert.InRange(furthest, 0, 2.7 / Math.Sqrt(Count));
    }

    [Fact]
    public void Loops_draw_their_own_arrivals_and_a_seed_repeats_them()
    {
        long[][] schedules = [.. Enumerable.Range(0, 4).Select(loop => Take(Schedule.Create(ArrivalProcess.Poisson, 1000, 0, seed: 7, loop: loop, loops: 4), 100))];
        Assert.Equal(4, schedules.Select(schedule => schedule[0]).Distinct().Count());
        Assert.Equal(schedules[2], Take(Schedule.Create(ArrivalProcess.Poisson, 1000, 0, seed: 7, loop: 2, loops: 4), 100));
        Assert.NotEqual(schedules[2], Take(Schedule.Create(ArrivalProcess.Poisson, 1000, 0, seed: 8, loop: 2, loops: 4), 100));
    }

    [Theory]
    [InlineData(ArrivalProcess.Constant)]
    [InlineData(ArrivalProcess.Poisson)]
    internal void A_ramp_rises_from_nothing_to_the_rate_in_a_straight_line(ArrivalProcess process)
    {
        const double Rate = 100_000;
        Schedule schedule = Schedule.Create(process, Rate, 5 * Second, TimeSpan.FromSeconds(4), seed: 3);
        int[] perSecond = new int[8];
        while (schedule.TryTake(13 * Second, out long due))
        {
            perSecond[Math.Min((due - (5 * Second)) / Second, 7)]++;
        }

        int[] expected = [12_500, 37_500, 62_500, 87_500, 100_000, 100_000, 100_000, 100_000];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(perSecond[i], expected[i] * 0.95, expected[i] * 1.05);
        }

        Assert.Equal(600_000, schedule.ExpectedBy(13 * Second), 1e-6);
        Assert.Equal(50_000, schedule.ExpectedBy(7 * Second), 1e-6);
        Assert.Equal(0, schedule.ExpectedBy(0));
    }

    [Theory]
    [InlineData(ArrivalProcess.Constant)]
    [InlineData(ArrivalProcess.Poisson)]
    internal void It_waits_for_nobody(ArrivalProcess process)
    {
        // One taker comes in time; the other stands still for a second in the middle. They see the same schedule.
        Schedule punctual = Schedule.Create(process, 500, 0, seed: 1);
        Schedule late = Schedule.Create(process, 500, 0, seed: 1);
        List<long> inTime = [];
        List<(long Due, long Now)> delayed = [];
        for (long now = 0; now <= 3 * Second; now += 100_000)
        {
            while (punctual.TryTake(now, out long due))
            {
                Assert.InRange(now - due, 0, 99_999);
                inTime.Add(due);
            }

            while (now is <= Second or >= 2 * Second && late.TryTake(now, out long due))
            {
                delayed.Add((due, now));
            }
        }

        Assert.Equal(inTime, delayed.Select(taken => taken.Due));
        Assert.InRange(delayed.Max(taken => taken.Now - taken.Due), Second * 0.95, Second);
        Assert.Equal(inTime.Count, late.Taken);
    }

    [Fact]
    public void Nothing_is_due_before_the_start()
    {
        Schedule schedule = Schedule.Create(ArrivalProcess.Constant, 10, 5 * Second);
        Assert.False(schedule.TryTake((5 * Second) - 1, out _));
        Assert.True(schedule.TryTake(5 * Second, out long due));
        Assert.Equal(5 * Second, due);
        Assert.Equal(5.1 * Second, schedule.Due, 1);
    }

    [Fact]
    public void Taking_allocates_nothing()
    {
        Schedule schedule = Schedule.Create(ArrivalProcess.Poisson, 1000, 0);
        long allocated = Allocations.OfOneRun(() =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                schedule.TryTake(long.MaxValue, out _);
            }
        });
        Assert.Equal(0, allocated);
    }

    private static long[] Take(Schedule schedule, int count)
    {
        long[] taken = new long[count];
        for (int i = 0; i < count; i++)
        {
            Assert.True(schedule.TryTake(long.MaxValue, out taken[i]));
        }

        return taken;
    }

    private static long[] Arrivals(ArrivalProcess process, double rate, int loops, long until)
    {
        ulong seed = (ulong)Seeds.Next();
        List<long> arrivals = [];
        for (int loop = 0; loop < loops; loop++)
        {
            Schedule schedule = Schedule.Create(process, rate, 0, seed: seed, loop: loop, loops: loops);
            while (schedule.TryTake(until, out long due))
            {
                arrivals.Add(due);
            }
        }

        arrivals.Sort();
        return [.. arrivals];
    }
}
