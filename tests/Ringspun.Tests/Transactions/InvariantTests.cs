namespace Ringspun.Tests.Transactions;

public sealed class InvariantTests
{
    [Fact]
    public void A_transaction_that_breaks_an_invariant_throws_and_commits_nothing() => LoopThread.RunFiber(static async _ =>
    {
        var a = new TVar<int>(5);
        var b = new TVar<int>(5);
        Invariant invariant = await Stm.Always(static (tx, v) => tx.Read(v.a) + tx.Read(v.b) == 10, (a, b), "the sum is ten");
        await Stm.Atomically(tx =>
        {
            tx.Write(a, 7);
            tx.Write(b, 3);
        });
        InvariantViolationException violation = await Expect.Throws<InvariantViolationException>(async () => await Stm.Atomically(tx => tx.Write(a, 8)));
        Assert.Same(invariant, violation.Invariant);
        Assert.Contains("the sum is ten", violation.Message, StringComparison.Ordinal);
        Assert.Equal(7, a.ReadCommitted());

        invariant.Dispose();
        await Stm.Atomically(tx => tx.Write(a, 8));
        Assert.Equal(8, a.ReadCommitted());
        Assert.Empty(a.Invariants!);
    });

    [Fact]
    public void A_variable_has_a_condition_of_its_own() => LoopThread.RunFiber(static async _ =>
    {
        var balance = new TVar<int>(5);
        await Stm.Always(balance, static value => value >= 0);
        InvariantViolationException violation =
            await Expect.Throws<InvariantViolationException>(async () => await Stm.Atomically(tx => tx.Write(balance, -1)));
        Assert.Equal("static value => value >= 0", violation.Invariant.Name);
        await Stm.Atomically(tx => tx.Write(balance, 0));
    });

    [Fact]
    public void An_invariant_must_hold_from_the_start() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(-1);
        await Expect.Throws<InvariantViolationException>(async () => await Stm.Always(number, static value => value >= 0));
        await Stm.Atomically(tx => tx.Write(number, -2));
    });

    [Fact]
    public void A_check_that_throws_writes_or_waits_does_not_hold() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(0);
        InvariantViolationException violation = await Expect.Throws<InvariantViolationException>(
            async () => await Stm.Always(number, static _ => throw new InvalidDataException("on purpose")));
        Assert.IsType<InvalidDataException>(violation.InnerException);
        violation = await Expect.Throws<InvariantViolationException>(async () => await Stm.Always(
            static (tx, number) =>
            {
                tx.Write(number, 1);
                return true;
            },
            number));
        Assert.IsType<InvalidOperationException>(violation.InnerException);
        violation = await Expect.Throws<InvariantViolationException>(async () => await Stm.Always(static (tx, _) => tx.Retry<bool>(), number));
        Assert.IsType<InvalidOperationException>(violation.InnerException);
        Assert.Equal(0, number.ReadCommitted());
    });

    [Fact]
    public void An_invariant_follows_what_its_check_reads() => LoopThread.RunFiber(static async _ =>
    {
        // The check reads the variable that another one points to; from the change of the pointer on, the new one counts.
        var first = new TVar<int>(1);
        var second = new TVar<int>(1);
        var pointer = new TVar<TVar<int>>(first);
        await Stm.Always(static (tx, pointer) => tx.Read(tx.Read(pointer)) > 0, pointer);
        await Stm.Atomically(tx => tx.Write(second, 0));
        await Expect.Throws<InvariantViolationException>(async () => await Stm.Atomically(tx => tx.Write(pointer, second)));
        await Stm.Atomically(tx =>
        {
            tx.Write(pointer, second);
            tx.Write(second, 2);
        });
        await Expect.Throws<InvariantViolationException>(async () => await Stm.Atomically(tx => tx.Write(second, 0)));
        await Stm.Atomically(tx => tx.Write(first, 0));
    });

    [Fact]
    public void An_invariant_of_a_dropped_alternative_is_dropped() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(1);
        await Stm.Atomically(tx => tx.OrElse(
            static (tx, number) =>
            {
                Stm.Always(number, static value => value > 0).GetAwaiter().GetResult();
                tx.Retry();
            },
            static (_, _) => { },
            number));
        await Stm.Atomically(tx => tx.Write(number, -1));
        Assert.Null(number.Invariants);
    });

    [Fact]
    public void An_invariant_added_during_a_commit_counts_for_it() => LoopThread.RunFiber(static async _ =>
    {
        // The check of the second variable runs when the commit has already looked up what the first one has to keep.
        var first = new TVar<int>(0);
        var second = new TVar<int>(0);
        bool adds = false;
        await Stm.Always(second, _ =>
        {
            if (adds)
            {
                adds = false;
                Crew.Elsewhere(async () => await Stm.Always(first, static value => value >= 0));
            }

            return true;
        });
        adds = true;
        await Expect.Throws<InvariantViolationException>(async () => await Stm.Atomically(tx =>
        {
            tx.Write(first, -1);
            tx.Write(second, 1);
        }));
        Assert.Equal(0, first.ReadCommitted());
    });

    /// <summary>
    /// Write skew under a pointer: while some fibers make the check read another variable, others write that variable, not knowing yet
    /// that it counts.
    /// </summary>
    [Fact]
    public void No_concurrent_commit_slips_past_a_check()
    {
        int seed = Seeds.Next();
        TVar<int>[] cells = [.. Enumerable.Range(0, 4).Select(static _ => new TVar<int>(1))];
        for (int round = 0; round < 100; round++)
        {
            var pointer = new TVar<int>(0);
            Crew.Run(3, 3, async fiber =>
            {
                var random = new Random(seed + fiber + (round * 10));
                if (fiber == 0)
                {
                    using Invariant invariant = await Stm.Atomically(
                        static (tx, v) =>
                        {
                            tx.Write(v.cells[0], 1);
                            return Stm.Always(static (tx, v) => tx.Read(v.cells[tx.Read(v.pointer)]) > 0, v).GetAwaiter().GetResult();
                        },
                        (cells, pointer));
                    for (int i = 0; i < 40; i++)
                    {
                        await Try(static (tx, v) => tx.Write(v.pointer, v.at), (pointer, cells, at: random.Next(4), 0));
                        bool holds = await Stm.Atomically(
                            (tx, v) =>
                            {
                                int at = tx.Read(v.pointer);
                                Crew.Disturb(random);
                                return tx.Read(v.cells[at]) > 0;
                            },
                            (pointer, cells));
                        Assert.True(holds);
                        await Fiber.Yield();
                    }
                }
                else
                {
                    for (int i = 0; i < 40; i++)
                    {
                        await Try(static (tx, v) => tx.Write(v.cells[v.at], v.value), (pointer, cells, at: random.Next(4), value: random.Next(2)));
                    }
                }
            });
        }

        static async Fiber Try<TState>(Action<Transaction, TState> body, TState state)
        {
            try
            {
                await Stm.Atomically(body, state);
            }
            catch (InvariantViolationException)
            {
            }
        }
    }
}
