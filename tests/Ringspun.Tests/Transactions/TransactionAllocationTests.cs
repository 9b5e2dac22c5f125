namespace Ringspun.Tests.Transactions;

[Collection(nameof(MemorySensitive))]
public sealed class TransactionAllocationTests
{
    [Fact]
    public void Small_transactions_allocate_nothing() => LoopThread.RunFiber(static async _ =>
    {
        var from = new TVar<long>(0);
        var to = new TVar<long>(0);
        var wide = new TVar<(string, Guid, decimal)>(("a", default, 1));
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                await Stm.Atomically(
                    static (tx, v) =>
                    {
                        tx.Write(v.from, tx.Read(v.from) - 1);
                        tx.Write(v.to, tx.Read(v.to) + 1);
                        tx.Write(v.wide, tx.Read(v.wide));
                    },
                    (from, to, wide));
            }
        }));
        Assert.Equal(0, from.ReadCommitted() + to.ReadCommitted());
    });

    [Fact]
    public void Reading_nesting_and_other_shapes_allocate_nothing() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<long>(0);
        var text = new TVar<string>("a");
        long sum = 0;
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 50_000; i++)
            {
                long seen = await Stm.Atomically(
                    static (tx, v) => tx.OrElse(
                        static (tx, v) =>
                        {
                            tx.Write(v.text, "b");
                            tx.Write(v.number, tx.Read(v.number) + 1);
                            return tx.Read(v.number);
                        },
                        static (tx, v) => tx.Retry<long>(),
                        v),
                    (number, text));
                string same = await Stm.Atomically(
                    static (tx, v) =>
                    {
                        tx.Write(v.number, tx.Read(v.number) - 1);
                        return tx.Read(v.text);
                    },
                    (number, text));
                sum += seen + same.Length;
            }
        }));
    });

    [Fact]
    public void Checking_an_invariant_allocates_nothing() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<long>(0);
        await Stm.Always(number, static value => value >= 0);
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 100_000; i++)
            {
                await Stm.Atomically(static (tx, number) => tx.Write(number, tx.Read(number) + 1), number);
            }
        }));
    });
}
