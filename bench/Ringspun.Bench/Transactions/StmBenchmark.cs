using System.Diagnostics;

namespace Ringspun.Bench.Transactions;

/// <summary>
/// Transfers between accounts on one loop and on two, by transactions and by locks; rounds are interleaved, so that what else the machine
/// does meets all alike.
/// </summary>
internal sealed class StmBenchmark(StmSettings settings)
{
    public StmReport Run()
    {
        Dictionary<(string, int), List<StmSample>> samples = [];
        List<double[]> singles = [];
        for (int round = 0; round <= settings.Rounds; round++)
        {
            // The first round warms up, and does not count.
            double[] single = SingleTransactions.Measure();
            if (round > 0)
            {
                singles.Add(single);
            }

            for (int loops = 1; loops <= 2; loops++)
            {
                foreach (IBank bank in new IBank[] { new TransactionalBank(settings.Accounts), new LockingBank(settings.Accounts) })
                {
                    StmSample sample = Measure(bank, loops);
                    if (round > 0)
                    {
                        List<StmSample> list = samples.TryGetValue((bank.Name, loops), out List<StmSample>? found) ? found : samples[(bank.Name, loops)] = [];
                        list.Add(sample);
                        Console.Error.WriteLine(
                            $"round {round} of {settings.Rounds}: {bank.Name,-12} {loops} loop(s) {sample.TransfersPerSecond,12:F0} transfers/s {sample.CpuNanosecondsPerTransfer,8:F1} ns of CPU each");
                    }
                }
            }
        }

        return StmReport.From(settings, samples, singles);
    }

    private StmSample Measure(IBank bank, int loops)
    {
        using Runtime runtime = Runtime.Start(loops);
        using BankRun run = new(loops * settings.Fibers);
        StmStatistics before = Stm.Statistics;
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < loops * settings.Fibers; i++)
        {
            runtime.Loops[i % loops].SpawnDetached(static x => x.bank.Work(x.run, x.seed), (bank, run, seed: i + 1));
        }

        Thread.Sleep(TimeSpan.FromSeconds(settings.Seconds));
        run.End();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        StmStatistics after = Stm.Statistics;
        if (bank.Total != settings.Accounts * 1000L)
        {
            throw new BenchFailure($"{bank.Name}: money was made or lost");
        }

        return new StmSample(
            run.Transfers / seconds,
            cpu.TotalNanoseconds / run.Transfers,
            (after.Conflicts - before.Conflicts) * 1000.0 / run.Transfers,
            after.SerialRuns - before.SerialRuns);
    }
}
