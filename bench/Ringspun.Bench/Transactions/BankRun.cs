namespace Ringspun.Bench.Transactions;

/// <summary>One measurement under way: when it ends, and what its fibers have done.</summary>
internal sealed class BankRun(int fibers) : IDisposable
{
    private readonly CountdownEvent _working = new(fibers);
    private long _transfers;
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public long Transfers => Interlocked.Read(ref _transfers);

    public void Report(long transfers)
    {
        Interlocked.Add(ref _transfers, transfers);
        _working.Signal();
    }

    public void End()
    {
        _isOver = true;
        _working.Wait();
    }

    public void Dispose() => _working.Dispose();
}
