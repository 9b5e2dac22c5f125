namespace Ringspun.Tests.Transactions;

/// <summary>What one transaction does, without others.</summary>
public sealed class AtomicallyTests
{
    [Fact]
    public void What_is_written_is_committed() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(1);
        var text = new TVar<string>("a");
        int before = await Stm.Atomically(
            static (tx, v) =>
            {
                int was = tx.Read(v.number);
                tx.Write(v.number, was + 1);
                tx.Write(v.text, tx.Read(v.text) + tx.Read(v.number));
                return was;
            },
            (number, text));
        Assert.Equal(1, before);
        Assert.Equal(2, number.ReadCommitted());
        Assert.Equal("a2", text.ReadCommitted());
    });

    [Fact]
    public void Nothing_is_seen_before_the_commit() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(1);
        await Stm.Atomically(tx =>
        {
            tx.Write(number, 2);
            int seen = 0;
            var other = new Thread(() => seen = number.ReadCommitted());
            other.Start();
            other.Join();
            Assert.Equal(1, seen);
            Assert.Equal(2, tx.Read(number));
        });
        Assert.Equal(2, number.ReadCommitted());
    });

    [Fact]
    public void An_exception_commits_nothing_and_comes_out_of_the_await() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(1);
        Fiber call = Stm.Atomically(tx =>
        {
            tx.Write(number, 2);
            throw new InvalidDataException("on purpose");
        });
        await Expect.Throws<InvalidDataException>(async () => await call);
        Assert.Equal(1, number.ReadCommitted());

        // The log that failed serves the next transaction.
        Assert.Equal(1, await Stm.Atomically(tx => tx.Read(number)));
    });

    [Fact]
    public void A_nested_transaction_is_a_part_of_the_outer_one() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(1);
        Fiber outer = Stm.Atomically(tx =>
        {
            tx.Write(number, 2);
            int inner = Stm.Atomically(static (tx, number) =>
            {
                int was = tx.Read(number);
                tx.Write(number, was * 10);
                return was;
            }, number).GetAwaiter().GetResult();
            Assert.Equal(2, inner);
            Assert.Equal(20, tx.Read(number));
            throw new InvalidDataException("on purpose");
        });
        await Expect.Throws<InvalidDataException>(async () => await outer);
        Assert.Equal(1, number.ReadCommitted());
    });

    [Fact]
    public void A_nested_transaction_that_throws_drops_its_own_writes_only() => LoopThread.RunFiber(static async _ =>
    {
        var first = new TVar<int>(0);
        var second = new TVar<int>(0);
        await Stm.Atomically(tx =>
        {
            tx.Write(first, 1);
            Assert.Throws<InvalidDataException>(() => Stm.Atomically(tx =>
            {
                tx.Write(first, 2);
                tx.Write(second, 2);
                throw new InvalidDataException("on purpose");
            }));
            Assert.Equal(1, tx.Read(first));
            Assert.Equal(0, tx.Read(second));
        });
        Assert.Equal(1, first.ReadCommitted());
        Assert.Equal(0, second.ReadCommitted());
    });

    [Fact]
    public void Many_variables_of_many_types_in_one_transaction() => LoopThread.RunFiber(static async _ =>
    {
        TVar<long>[] numbers = [.. Enumerable.Range(0, 500).Select(static i => new TVar<long>(i))];
        TVar<(string, Guid)>[] pairs = [.. Enumerable.Range(0, 500).Select(static _ => new TVar<(string, Guid)>(("", default)))];
        var id = Guid.NewGuid();
        for (int round = 1; round <= 3; round++)
        {
            await Stm.Atomically(tx =>
            {
                for (int i = 0; i < 500; i++)
                {
                    tx.Write(numbers[i], tx.Read(numbers[i]) + 1);
                    tx.Write(pairs[(i * 7) % 500], ($"{i}", id));
                }

                for (int i = 0; i < 500; i++)
                {
                    Assert.Equal(i + round, tx.Read(numbers[i]));
                    Assert.Equal(($"{i}", id), tx.Read(pairs[(i * 7) % 500]));
                }
            });
        }

        Assert.All(numbers, (number, i) => Assert.Equal(i + 3, number.ReadCommitted()));
        Assert.All(pairs, pair => Assert.Equal(id, pair.ReadCommitted().Item2));
    });

    [Fact]
    public void A_variable_of_a_transaction_is_not_read_past_it() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(1);
        await Stm.Atomically(tx => Assert.Throws<InvalidOperationException>(() => number.ReadCommitted()));
    });

    [Fact]
    public void A_default_transaction_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => default(Transaction).Read(new TVar<int>(0)));

    [Fact]
    public void Code_without_a_loop_may_use_transactions_too()
    {
        var number = new TVar<int>(1);
        Assert.Equal(1, InThisThread(number));
        Assert.Equal(2, InThisThread(number));
        Assert.Equal(3, number.ReadCommitted());

        static int InThisThread(TVar<int> number) => Stm.Atomically(
            static (tx, number) =>
            {
                int was = tx.Read(number);
                tx.Write(number, was + 1);
                return was;
            },
            number).GetAwaiter().GetResult();
    }

    [Fact]
    public void A_cancelled_transaction_does_not_run() => LoopThread.RunFiber(static async _ =>
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Expect.Throws<OperationCanceledException>(async () => await Stm.Atomically(static _ => Assert.Fail("It ran."), source.Token));
    });

    [Fact]
    public void A_body_runs_again_after_a_conflict() => LoopThread.RunFiber(static async _ =>
    {
        var number = new TVar<int>(0);
        long conflicts = Stm.Statistics.Conflicts;
        int runs = 0;
        int result = await Stm.Atomically(tx =>
        {
            int seen = tx.Read(number);
            if (runs++ == 0)
            {
                Crew.Elsewhere(() => Stm.Atomically(tx => tx.Write(number, 10)));
            }

            tx.Write(number, seen + 1);
            return seen;
        });
        Assert.Equal(2, runs);
        Assert.Equal(10, result);
        Assert.Equal(11, number.ReadCommitted());
        Assert.True(Stm.Statistics.Conflicts > conflicts);
    });

    [Fact]
    public void A_view_moves_on_where_nothing_read_has_changed() => LoopThread.RunFiber(static async _ =>
    {
        var first = new TVar<int>(1);
        var second = new TVar<int>(1);
        int runs = 0;
        (int, int) seen = await Stm.Atomically(tx =>
        {
            runs++;
            int one = tx.Read(first);
            Crew.Elsewhere(() => Stm.Atomically(tx => tx.Write(second, 2)));
            return (one, tx.Read(second));
        });
        Assert.Equal((1, 2), seen);
        Assert.Equal(1, runs);
    });

    [Fact]
    public void A_body_never_sees_two_moments_and_cannot_hide_from_its_conflict() => LoopThread.RunFiber(static async _ =>
    {
        var first = new TVar<int>(0);
        var second = new TVar<int>(0);
        int runs = 0;
        await Stm.Atomically(tx =>
        {
            int one = tx.Read(first);
            if (runs++ == 0)
            {
                Crew.Elsewhere(() => Stm.Atomically(tx =>
                {
                    tx.Write(first, 1);
                    tx.Write(second, 1);
                }));
            }

            int two;
            try
            {
                two = tx.Read(second);
            }
            catch (Exception)
            {
                // A body that catches everything.
                Assert.Equal(1, runs);
                tx.Write(first, 77);
                throw new InvalidDataException("does not count");
            }

            Assert.Equal(one, two);
        });
        Assert.Equal(2, runs);
        Assert.Equal(1, first.ReadCommitted());
    });
}
