namespace Ringspun.Tests.Transactions;

public sealed class OrElseTests
{
    [Fact]
    public void The_first_alternative_is_taken_if_it_can_be() => LoopThread.RunFiber(static async _ =>
    {
        var a = new TVar<int>(1);
        string taken = await Stm.Atomically(tx => tx.OrElse(
            static (tx, a) =>
            {
                tx.Write(a, 5);
                return "first";
            },
            static (_, _) => "second",
            a));
        Assert.Equal("first", taken);
        Assert.Equal(5, a.ReadCommitted());
    });

    [Fact]
    public void What_a_retrying_alternative_wrote_is_dropped() => LoopThread.RunFiber(static async _ =>
    {
        var a = new TVar<int>(1);
        var b = new TVar<int>(1);
        int seen = await Stm.Atomically(
            static (tx, v) =>
            {
                tx.Write(v.a, 2);
                return tx.OrElse(
                    static (tx, v) =>
                    {
                        tx.Write(v.a, 3);
                        tx.Write(v.b, 3);
                        return tx.Retry<int>();
                    },
                    static (tx, v) => (tx.Read(v.a) * 10) + tx.Read(v.b),
                    v);
            },
            (a, b));
        Assert.Equal(21, seen);
        Assert.Equal(2, a.ReadCommitted());
        Assert.Equal(1, b.ReadCommitted());
    });

    [Fact]
    public void What_both_alternatives_read_wakes_the_fiber() => LoopThread.RunFiber(static async loop =>
    {
        for (int changed = 0; changed < 2; changed++)
        {
            TVar<int>[] v = [new(0), new(0)];
            FiberHandle waiter = loop.Spawn(
                static async v => await Stm.Atomically(
                    static (tx, v) => tx.OrElse(
                        static (tx, v) => tx.Require(tx.Read(v[0]) != 0),
                        static (tx, v) => tx.Require(tx.Read(v[1]) != 0),
                        v),
                    v),
                v);
            await Fiber.Yield();
            Assert.False(waiter.IsCompleted);
            await Stm.Atomically(static (tx, variable) => tx.Write(variable, 1), v[changed]);
            await waiter;
        }
    });

    [Fact]
    public void A_first_alternative_that_was_given_up_wakes_the_rest_of_the_body() => LoopThread.RunFiber(static async loop =>
    {
        var a = new TVar<int>(0);
        var b = new TVar<int>(0);
        string taken = "";
        FiberHandle waiter = loop.Spawn(
            async _ => taken = await Stm.Atomically(tx =>
            {
                string which = tx.OrElse(
                    static (tx, a) =>
                    {
                        tx.Require(tx.Read(a) != 0);
                        return "first";
                    },
                    static (_, _) => "second",
                    a);
                tx.Require(which == "first" || tx.Read(b) != 0);
                return which;
            }),
            0);
        await Fiber.Yield();
        await Stm.Atomically(tx => tx.Write(a, 1));
        await waiter;
        Assert.Equal("first", taken);
    });

    [Fact]
    public void An_exception_in_an_alternative_drops_its_writes_and_goes_on() => LoopThread.RunFiber(static async _ =>
    {
        var a = new TVar<int>(1);
        await Stm.Atomically(tx =>
        {
            try
            {
                tx.OrElse(
                    static (tx, a) =>
                    {
                        tx.Write(a, 2);
                        throw new InvalidDataException("on purpose");
                    },
                    static (_, _) => Assert.Fail("Only a retry leads here."),
                    a);
            }
            catch (InvalidDataException)
            {
            }

            Assert.Equal(1, tx.Read(a));
        });
    });

    [Fact]
    public void Two_levels_down_and_only_one_dropped() => LoopThread.RunFiber(static async _ =>
    {
        // The middle level has not written: what the inner one wrote must still be dropped with it.
        var a = new TVar<int>(1);
        await Stm.Atomically(tx =>
        {
            tx.Write(a, 2);
            tx.OrElse(
                static (tx, a) =>
                {
                    tx.OrElse(static (tx, a) => tx.Write(a, 3), static (_, _) => { }, a);
                    Assert.Equal(3, tx.Read(a));
                    tx.Retry();
                },
                static (tx, a) => Assert.Equal(2, tx.Read(a)),
                a);
        });
        Assert.Equal(2, a.ReadCommitted());
    });

    /// <summary>Random trees of writes, alternatives, retries and exceptions against arrays that are copied.</summary>
    [Fact]
    public void Random_nesting_behaves_as_copies_of_the_state() => LoopThread.RunFiber(static async _ =>
    {
        int seed = Seeds.Next();
        for (int i = 0; i < 200; i++)
        {
            var random = new Random(seed + i);
            int count = random.Next(1, 60);
            TVar<int>[] variables = [.. Enumerable.Range(0, count).Select(static _ => new TVar<int>(0))];
            int[] model = new int[count];
            await Stm.Atomically(tx => Nested(tx, new NestingModel(variables, model, random, 0)));
            Assert.Equal(model, variables.Select(static variable => variable.ReadCommitted()));
        }
    });

    private static void Nested(Transaction tx, NestingModel it)
    {
        for (int step = it.Random.Next(60 >> it.Depth); step > 0; step--)
        {
            int at = it.Random.Next(it.State.Length);
            Assert.Equal(it.State[at], tx.Read(it.Variables[at]));
            switch (it.Random.Next(it.Depth < 5 ? 6 : 4))
            {
                case < 4:
                    it.State[at] = it.Random.Next();
                    tx.Write(it.Variables[at], it.State[at]);
                    break;
                case 4:
                    NestingModel first = it.Deeper();
                    NestingModel second = it.Deeper();
                    bool retries = it.Random.Next(2) == 0;
                    tx.OrElse(
                        static (tx, x) =>
                        {
                            Nested(tx, x.first);
                            tx.Require(!x.retries);
                        },
                        static (tx, x) => Nested(tx, x.second),
                        (first, second, retries));
                    (retries ? second : first).State.CopyTo(it.State, 0);
                    break;
                default:
                    NestingModel nested = it.Deeper();
                    bool throws = it.Random.Next(2) == 0;
                    try
                    {
                        _ = Stm.Atomically(
                            static (tx, x) =>
                            {
                                Nested(tx, x.nested);
                                if (x.throws)
                                {
                                    throw new InvalidDataException("on purpose");
                                }
                            },
                            (nested, throws));
                        nested.State.CopyTo(it.State, 0);
                    }
                    catch (InvalidDataException)
                    {
                        Assert.True(throws);
                    }

                    break;
            }
        }
    }

    private sealed record NestingModel(TVar<int>[] Variables, int[] State, Random Random, int Depth)
    {
        internal NestingModel Deeper() => this with { State = [.. State], Depth = Depth + 1 };
    }
}
