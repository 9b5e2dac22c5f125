namespace Ringspun.Tests.Stress;

/// <summary>A token that somebody may cancel as long as its user wants it.</summary>
internal sealed class StressCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private bool _isOver;

    public StressCancellation() => Token = _source.Token;

    public CancellationToken Token { get; }

    public void Cancel()
    {
        if (!_isOver)
        {
            _source.Cancel();
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _source.Dispose();
    }
}
