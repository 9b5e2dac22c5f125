namespace Ringspun.Bench.Transactions;

/// <summary>The same bank with a lock per account, taken in one order for all, so that nobody waits in a circle.</summary>
internal sealed class LockingBank(int accounts) : IBank
{
    private readonly long[] _balances = [.. Enumerable.Repeat(1000L, accounts)];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, accounts).Select(static _ => new Lock())];

    public string Name => "locks";

    public long Total => _balances.Sum();

    public async Fiber Work(BankRun run, int seed)
    {
        Picker picker = new(seed, _balances.Length);
        long transfers = 0;
        while (!run.IsOver)
        {
            for (int i = 0; i < 64; i++)
            {
                (int from, int to) = picker.Next();
                Transfer(from, to);
            }

            transfers += 64;
            await Fiber.Yield();
        }

        run.Report(transfers);
    }

    private void Transfer(int from, int to)
    {
        lock (_locks[Math.Min(from, to)])
        {
            lock (_locks[Math.Max(from, to)])
            {
                _balances[from]--;
                _balances[to]++;
            }
        }
    }
}
