namespace Ringspun.Bench.Transactions;

/// <summary>Accounts that fibers of several loops move money between.</summary>
internal interface IBank
{
    string Name { get; }

    long Total { get; }

    /// <summary>Moves money until the run ends; how often, goes to the run.</summary>
    Fiber Work(BankRun run, int seed);
}
