namespace Ringspun.Tests.Stress.Operations;

/// <summary>Transfers between accounts by fibers of any loops: no money is made or lost, and nobody ever sees it under way.</summary>
internal sealed class Transacting : StressOperation
{
    private const int Initial = 100;

    public override async Fiber Run(StressRun run, int depth)
    {
        TVar<int>[] accounts = [.. Enumerable.Range(0, run.Random.Next(2, 6)).Select(_ => new TVar<int>(Initial))];
        var fibers = new List<FiberHandle>();
        for (int i = run.Random.Next(1, 6); i > 0; i--)
        {
            fibers.Add(run.Fork(run.AnyLoop(), () => Transfer(run, accounts)));
        }

        await StressRun.Join(fibers);
        await CheckSum(accounts);
        StressRun.Check(accounts.All(static account => account.ReadCommitted() >= 0), "An account is overdrawn.");
    }

    private static async Fiber Transfer(StressRun run, TVar<int>[] accounts)
    {
        for (int i = run.Random.Next(1, 6); i > 0; i--)
        {
            TVar<int> from = accounts[run.Random.Next(accounts.Length)];
            TVar<int> to = accounts[run.Random.Next(accounts.Length)];
            TVar<int> other = accounts[run.Random.Next(accounts.Length)];
            int amount = run.Random.Next(1, 2 * Initial);
            if (run.OneIn(3))
            {
                // From the one or the other, whichever has enough; if none has, later.
                await Within(run, cancel => Stm.Atomically(
                    transaction => transaction.OrElse(
                        static (transaction, move) => Move(transaction, move.From, move.To, move.Amount),
                        static (transaction, move) => Move(transaction, move.Other, move.To, move.Amount),
                        (From: from, Other: other, To: to, Amount: amount)),
                    cancel));
            }
            else
            {
                await Within(run, cancel => Stm.Atomically(transaction => Move(transaction, from, to, amount), cancel));
            }

            await CheckSum(accounts);
            await run.Dawdle();
        }
    }

    private static void Move(Transaction transaction, TVar<int> from, TVar<int> to, int amount)
    {
        int balance = transaction.Read(from);
        transaction.Require(balance >= amount);
        transaction.Write(from, balance - amount);
        transaction.Write(to, transaction.Read(to) + amount);
    }

    /// <summary>The money may never come: gives up after some time.</summary>
    private static async Fiber Within(StressRun run, Func<CancellationToken, Fiber> body)
    {
        try
        {
            await Fiber.WithTimeout(run.AnyTime(), static (body, cancel) => body(cancel), body);
        }
        catch (TimeoutException)
        {
            // As was announced.
        }
    }

    private static async Fiber CheckSum(TVar<int>[] accounts)
    {
        int sum = await Stm.Atomically(
            static (transaction, accounts) =>
            {
                int sum = 0;
                foreach (TVar<int> account in accounts)
                {
                    sum += transaction.Read(account);
                }

                return sum;
            },
            accounts);
        StressRun.Check(sum == Initial * accounts.Length, $"{Initial * accounts.Length} have become {sum}.");
    }
}
