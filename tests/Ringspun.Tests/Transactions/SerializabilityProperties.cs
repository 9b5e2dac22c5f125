using FsCheck;
using FsCheck.Fluent;
using Property = Ringspun.Tests.Support.Property;

namespace Ringspun.Tests.Transactions;

/// <summary>
/// Random programs, run by fibers of several loops at once, have the results of some sequential order: that of the times at which their
/// transactions have committed. A transaction that only reads has the time of its view, right after the commit of that time.
/// </summary>
public sealed class SerializabilityProperties
{
    private const int Variables = 4;
    private const int Fibers = 4;
    private const int Repeats = 12;

    private static readonly Gen<TransactionStep> Step =
        from kind in Gen.Elements(Enum.GetValues<TransactionStepKind>())
        from target in Gen.Choose(0, Variables - 1)
        from source in Gen.Choose(0, Variables - 1)
        from number in Gen.Choose(-3, 9)
        select new TransactionStep(kind, target, source, number);

    private static readonly Gen<TransactionStep[]> OneTransaction = Gen.Choose(1, 6).SelectMany(static count => Step.ArrayOf(count));

    private static readonly Gen<TransactionStep[][][]> Programs = OneTransaction.ArrayOf(3).ArrayOf(Fibers);

    [Fact]
    public void The_results_are_those_of_a_sequential_order()
    {
        using var runtime = new Runtime(3, LoopThread.PatientDriver);
        Property.Holds(Programs.ToArbitrary(), programs => Check(runtime, programs), 120);
    }

    private static void Check(Runtime runtime, TransactionStep[][][] programs)
    {
        TVar<long>[] variables = [.. Enumerable.Range(0, Variables).Select(static i => new TVar<long>(i))];
        var histories = new List<TransactionRecord>[Fibers];
        Crew.Run(runtime, Fibers, async fiber =>
        {
            var random = new Random(fiber);
            List<TransactionRecord> history = histories[fiber] = [];
            for (int i = 0; i < Repeats; i++)
            {
                foreach (TransactionStep[] steps in programs[fiber])
                {
                    Fiber<long> call = Stm.Atomically(
                        static (tx, x) => TransactionStep.Run(tx, x.variables, x.steps, x.random), (variables, steps, random));

                    // None of these programs waits: the call has ended on this thread, as its last transaction.
                    Assert.True(call.IsCompleted);
                    long time = TransactionThread.Current.LastTime;
                    history.Add(new TransactionRecord(time, steps, await call));
                }

                await Fiber.Yield();
            }
        });

        // What one fiber does one after the other must also come in that order.
        Assert.All(histories, static history => Assert.Equal(history.Select(static record => record.Time).Order(), history.Select(static record => record.Time)));
        long[] model = [.. Enumerable.Range(0, Variables).Select(static i => (long)i)];
        foreach (TransactionRecord record in histories.SelectMany(static history => history).OrderBy(static record => (record.Time, !record.HasWritten)))
        {
            Assert.Equal(TransactionStep.Run(model, record.Steps), record.Result);
        }

        Assert.Equal(model, variables.Select(static variable => variable.ReadCommitted()));
    }
}
