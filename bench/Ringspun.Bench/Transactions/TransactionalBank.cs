namespace Ringspun.Bench.Transactions;

/// <summary>A bank whose transfers are transactions.</summary>
internal sealed class TransactionalBank(int accounts) : IBank
{
    private readonly TVar<long>[] _accounts = [.. Enumerable.Range(0, accounts).Select(static _ => new TVar<long>(1000))];

    public string Name => "transactions";

    public long Total => _accounts.Sum(static account => account.ReadCommitted());

    public async Fiber Work(BankRun run, int seed)
    {
        Picker picker = new(seed, _accounts.Length);
        long transfers = 0;
        while (!run.IsOver)
        {
            for (int i = 0; i < 64; i++)
            {
                (int from, int to) = picker.Next();
                await Stm.Atomically(
                    static (tx, pair) =>
                    {
                        tx.Write(pair.From, tx.Read(pair.From) - 1);
                        tx.Write(pair.To, tx.Read(pair.To) + 1);
                    },
                    (From: _accounts[from], To: _accounts[to]));
            }

            transfers += 64;
            await Fiber.Yield();
        }

        run.Report(transfers);
    }
}
