using System.Threading.Tasks.Sources;

namespace Ringspun;

/// <summary>The reusable state behind an <see cref="IoOperation{TResult}"/>; see <see cref="IoSource"/>.</summary>
/// <typeparam name="TResult">What the operation yields.</typeparam>
public abstract class IoSource<TResult> : IoSource, IValueTaskSource<TResult>
{
    private TResult? _result;

    /// <summary>Makes the state for operations on one loop.</summary>
    /// <param name="loop">The loop.</param>
    protected IoSource(EventLoop loop)
        : base(loop)
    {
    }

    /// <summary>The operation that was begun last, for its caller.</summary>
    protected IoOperation<TResult> Operation => new(this, Token);

    /// <summary>Ends the operation with its result.</summary>
    /// <param name="result">The result.</param>
    protected internal void Finish(TResult result)
    {
        _result = result;
        FinishNow();
    }

    internal TResult GetResult(short token)
    {
        CheckTakable(token);
        TResult? result = _result;
        _result = default;
        Take();
        return result!;
    }

    TResult IValueTaskSource<TResult>.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) =>
        token != Token ? throw new InvalidOperationException($"{OperationName}: an operation is awaited once.")
        : IsCompleted ? ValueTaskSourceStatus.Succeeded
        : ValueTaskSourceStatus.Pending;

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        SetWaiter(new ValueTaskFrame(continuation, state, flags), token);
}
