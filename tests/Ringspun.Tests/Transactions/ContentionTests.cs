using System.Runtime.CompilerServices;

namespace Ringspun.Tests.Transactions;

/// <summary>Many fibers of several loops on the same variables.</summary>
public sealed class ContentionTests
{
    private const int Start = 1000;

    public static TheoryData<string, int, int> Cases => new()
    {
        { "epoll", 2, 20 },
        { "simulated", 4, 3 },
        { "io_uring", 2, 100 },
    };

    /// <summary>Money is neither made nor lost, in no view of any body: not even of one that will have to run again.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void A_bank_keeps_its_sum(string driver, int loops, int accounts)
    {
        int seed = Seeds.Next();
        TVar<long>[] bank = [.. Enumerable.Range(0, accounts).Select(static _ => new TVar<long>(Start))];
        Func<IDriver> makeDriver = driver == "simulated" ? LoopThread.PatientDriver : Drivers.Find(driver).Driver;
        int working = 6;
        Crew.Run(
            loops,
            8,
            async fiber =>
            {
                var random = new Random(seed + fiber);
                if (fiber >= 6)
                {
                    while (Volatile.Read(ref working) > 0)
                    {
                        Assert.Equal(accounts * Start, await Stm.Atomically(Sum, (bank, random)));
                        await Fiber.Yield();
                    }

                    return;
                }

                for (int i = 0; i < 2500; i++)
                {
                    int from = random.Next(accounts);
                    int to = random.Next(accounts);
                    await Stm.Atomically(Transfer, (from: bank[from], to: bank[to], amount: random.Next(100), random));
                    if (i % 16 == 0)
                    {
                        await Fiber.Yield();
                    }
                }

                Interlocked.Decrement(ref working);
            },
            makeDriver);
        Assert.Equal(accounts * Start, bank.Sum(static account => account.ReadCommitted()));

        static void Transfer(Transaction tx, (TVar<long> From, TVar<long> To, int Amount, Random Random) it)
        {
            tx.Write(it.From, tx.Read(it.From) - it.Amount);
            Crew.Disturb(it.Random);
            tx.Write(it.To, tx.Read(it.To) + it.Amount);
        }

        static long Sum(Transaction tx, (TVar<long>[] Bank, Random Random) it)
        {
            long sum = 0;
            foreach (TVar<long> account in it.Bank)
            {
                sum += tx.Read(account);
                Crew.Disturb(it.Random);
            }

            // Within the body: this is what opacity promises, beyond what the commit would sort out.
            Assert.Equal(it.Bank.Length * Start, sum);
            return sum;
        }
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 9)]
    public void Philosophers_dine_and_nobody_starves(int loops, int philosophers)
    {
        const int Meals = 400;
        int seed = Seeds.Next();
        TVar<bool>[] isTaken = [.. Enumerable.Range(0, philosophers).Select(static _ => new TVar<bool>(false))];
        int[] eating = new int[philosophers];
        int[] meals = new int[philosophers];
        Crew.Run(loops, philosophers, async me =>
        {
            var random = new Random(seed + me);
            var forks = (left: isTaken[me], right: isTaken[(me + 1) % philosophers]);
            for (int i = 0; i < Meals; i++)
            {
                await Stm.Atomically(
                    static (tx, forks) =>
                    {
                        tx.Require(!tx.Read(forks.left) && !tx.Read(forks.right));
                        tx.Write(forks.left, true);
                        tx.Write(forks.right, true);
                    },
                    forks);
                Volatile.Write(ref eating[me], 1);
                Assert.Equal(0, Volatile.Read(ref eating[(me + 1) % philosophers]) + Volatile.Read(ref eating[(me + philosophers - 1) % philosophers]));
                for (int bites = random.Next(3); bites > 0; bites--)
                {
                    await Fiber.Yield();
                }

                Volatile.Write(ref eating[me], 0);
                await Stm.Atomically(
                    static (tx, forks) =>
                    {
                        tx.Write(forks.left, false);
                        tx.Write(forks.right, false);
                    },
                    forks);
                meals[me]++;
                await Fiber.Yield();
            }
        });
        Assert.All(meals, static eaten => Assert.Equal(Meals, eaten));
    }

    /// <summary>Writers change something all the time while one transaction reads all: without its turn alone it would never end.</summary>
    [Fact]
    public void A_long_reader_gets_through_many_writers()
    {
        TVar<long>[] variables = [.. Enumerable.Range(0, 2000).Select(static _ => new TVar<long>(0))];
        bool ended = false;
        long serial = Stm.Statistics.SerialRuns;
        Crew.Run(3, 3, async fiber =>
        {
            if (fiber == 0)
            {
                // How often writers come in between is the machine's affair: until one read has had to run alone.
                for (int i = 0; i < 20 || (Stm.Statistics.SerialRuns == serial && i < 20_000); i++)
                {
                    long sum = await Stm.Atomically(
                        static (tx, variables) =>
                        {
                            long sum = 0;
                            for (int i = 0; i < variables.Length; i++)
                            {
                                sum += tx.Read(variables[i]);
                                if (i % 500 == 0)
                                {
                                    Thread.Yield();
                                }
                            }

                            return sum;
                        },
                        variables);
                    Assert.Equal(0, sum);
                }

                Volatile.Write(ref ended, true);
                return;
            }

            var random = new Random(fiber);
            while (!Volatile.Read(ref ended))
            {
                for (int i = 0; i < 100; i++)
                {
                    int at = random.Next(1000);
                    await Stm.Atomically(
                        static (tx, v) =>
                        {
                            tx.Write(v.plus, tx.Read(v.plus) + 1);
                            tx.Write(v.minus, tx.Read(v.minus) - 1);
                        },
                        (plus: variables[at], minus: variables[at + 1000]));
                }

                await Fiber.Yield();
            }
        });
        Assert.True(Stm.Statistics.SerialRuns > serial);
    }

    [Fact]
    public void All_want_one_counter()
    {
        const int Each = 5000;
        var counter = new TVar<int>(0);
        Crew.Run(4, 8, async fiber =>
        {
            for (int i = 0; i < Each; i++)
            {
                await Stm.Atomically(
                    static (tx, counter) =>
                    {
                        int was = tx.Read(counter);
                        if (was % 64 == 0)
                        {
                            Thread.Yield();
                        }

                        tx.Write(counter, was + 1);
                    },
                    counter);
                if (i % 100 == fiber)
                {
                    await Fiber.Yield();
                }
            }
        });
        Assert.Equal(8 * Each, counter.ReadCommitted());
    }

    [Fact]
    public void A_value_of_many_words_is_never_torn()
    {
        var wide = new TVar<Wide>(default);
        bool ended = false;
        Crew.Run(3, 3, async fiber =>
        {
            if (fiber == 0)
            {
                for (int i = 1; i < 30_000; i++)
                {
                    Wide value = default;
                    ((Span<object?>)value).Fill(i);
                    await Stm.Atomically(static (tx, v) => tx.Write(v.wide, v.value), (wide, value));
                }

                Volatile.Write(ref ended, true);
                return;
            }

            while (!Volatile.Read(ref ended))
            {
                Wide seen = fiber == 1 ? wide.ReadCommitted() : await Stm.Atomically(static (tx, wide) => tx.Read(wide), wide);
                foreach (object? part in seen)
                {
                    Assert.Same(seen[0], part);
                }
            }
        });
    }

    [InlineArray(40)]
    private struct Wide
    {
        private object? _first;
    }
}
