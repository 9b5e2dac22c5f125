using System.Diagnostics;

namespace Ringspun.Bench.Transactions;

/// <summary>Small transactions on one loop, where nobody is in the way.</summary>
internal static class SingleTransactions
{
    private const int Count = 1_000_000;

    public static readonly string[] Names = ["read one", "increment one", "move between two", "read ten"];

    /// <summary>Nanoseconds of each, in the order of the names.</summary>
    public static double[] Measure()
    {
        double[] results = new double[Names.Length];
        using Runtime runtime = Runtime.Start(1);
        using ManualResetEventSlim ended = new();
        runtime.Loops[0].SpawnDetached(
            static async x =>
            {
                TVar<long>[] variables = [.. Enumerable.Range(0, 10).Select(static _ => new TVar<long>(0))];
                x.results[0] = await ReadOne(variables[0]);
                x.results[1] = await IncrementOne(variables[0]);
                x.results[2] = await Move(variables[0], variables[1]);
                x.results[3] = await ReadTen(variables);
                x.ended.Set();
            },
            (results, ended));
        ended.Wait();
        return results;
    }

    private static async Fiber<double> ReadOne(TVar<long> variable)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            await Stm.Atomically(static (tx, variable) => tx.Read(variable), variable);
        }

        return Each(begin);
    }

    private static async Fiber<double> IncrementOne(TVar<long> variable)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            await Stm.Atomically(static (tx, variable) => tx.Write(variable, tx.Read(variable) + 1), variable);
        }

        return Each(begin);
    }

    private static async Fiber<double> Move(TVar<long> from, TVar<long> to)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            await Stm.Atomically(
                static (tx, pair) =>
                {
                    tx.Write(pair.from, tx.Read(pair.from) - 1);
                    tx.Write(pair.to, tx.Read(pair.to) + 1);
                },
                (from, to));
        }

        return Each(begin);
    }

    private static async Fiber<double> ReadTen(TVar<long>[] variables)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            await Stm.Atomically(
                static (tx, variables) =>
                {
                    long sum = 0;
                    foreach (TVar<long> variable in variables)
                    {
                        sum += tx.Read(variable);
                    }

                    return sum;
                },
                variables);
        }

        return Each(begin);
    }

    private static double Each(long begin) => Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Count;
}
