using Ringspun.Cli.Load.Results;
using Ringspun.Tests.Shared;

namespace Ringspun.Cli.Tests.Load;

public class LoadTallyTests
{
    [Fact]
    public void Latency_counts_from_due_and_service_time_from_sent()
    {
        LoadTally tally = new();
        tally.Answer(204, due: 1000, sent: 5000, answered: 9000);
        Assert.Equal(8000, tally.Latency.Max);
        Assert.Equal(4000, tally.ServiceTime.Max);
        Assert.Equal(1, tally.AnswersWith(204));
        Assert.Equal(1, tally.Answered);
    }

    [Fact]
    public void Adding_up_loops_is_as_one_loop()
    {
        Random random = new(Seeds.Next());
        LoadTally whole = new();
        LoadTally[] loops = [new(), new(), new()];
        for (int i = 0; i < 5000; i++)
        {
            LoadTally loop = loops[random.Next(loops.Length)];
            ErrorKind kind = (ErrorKind)random.Next(5);
            int status = random.Next(LoadTally.StatusCount);
            long time = Samples.AnyTime(random);
            bool fails = random.Next(4) == 0;
            bool expected = random.Next(4) > 0;
            foreach (LoadTally tally in (LoadTally[])[loop, whole])
            {
                if (fails)
                {
                    tally.Error(kind);
                }
                else
                {
                    tally.Answer(status, 0, time / 2, time, expected);
                }

                tally.ScheduleLag.Record(time / 100);
                tally.Read(time % 1000);
                tally.Written(time % 100);
            }
        }

        LoadTally sum = new();
        sum.Error(ErrorKind.Write);
        sum.Clear();
        foreach (LoadTally loop in loops)
        {
            sum.Add(loop);
        }

        HistogramTests.AssertSame(whole.Latency, sum.Latency);
        HistogramTests.AssertSame(whole.ServiceTime, sum.ServiceTime);
        HistogramTests.AssertSame(whole.ScheduleLag, sum.ScheduleLag);
        Assert.Equal(whole.Statuses(), sum.Statuses());
        Assert.Equal(
            (whole.Answered, whole.Unexpected, whole.Errors, whole.Ended, whole.BytesRead, whole.BytesWritten),
            (sum.Answered, sum.Unexpected, sum.Errors, sum.Ended, sum.BytesRead, sum.BytesWritten));
        Assert.All(Enum.GetValues<ErrorKind>(), kind => Assert.Equal(whole.ErrorsOf(kind), sum.ErrorsOf(kind)));
        Assert.Equal(5000, sum.Ended);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        LoadTally tally = new();
        void Round()
        {
            for (int i = 0; i < 100_000; i++)
            {
                tally.Answer(200, i, i + 10, i + 5000);
                tally.Error(ErrorKind.Timeout);
                tally.Read(100);
            }
        }

        Assert.Equal(0, Allocations.OfOneRun(Round));
    }

    [Fact]
    public void A_sample_has_the_figures_of_its_second()
    {
        LoadTally tally = Samples.Thousand();
        tally.Error(ErrorKind.Read);
        LoadSample sample = LoadSample.Of(tally, LoadPhase.Steady, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.5), 64, 7);
        Assert.Equal(2000, sample.Rate);
        Assert.Equal(1, sample.Errors);
        Assert.Equal(64, sample.Connections);
        Assert.Equal(7, sample.Backlog);
        Assert.InRange(sample.P50, 500 * Samples.Microsecond, 501 * Samples.Microsecond);
        Assert.Equal(Samples.Millisecond, sample.Max);
    }
}
