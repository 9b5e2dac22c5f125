using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>The return type of an async method of fiber code that returns a value; see <see cref="Fiber"/>.</summary>
/// <typeparam name="TResult">What the call returns.</typeparam>
[AsyncMethodBuilder(typeof(FiberMethodBuilder<>))]
public readonly struct Fiber<TResult>
{
    private readonly object? _state;
    private readonly TResult? _result;

    internal Fiber(object? state, TResult? result)
    {
        _state = state;
        _result = result;
    }

    /// <summary>Whether the call has ended.</summary>
    public bool IsCompleted => FiberFrame.Of(_state) is not { IsFinished: false };

    internal object? State => _state;

    internal TResult? Result => _result;

    /// <summary>For the compiler: the awaiter of this call.</summary>
    /// <returns>The awaiter.</returns>
    public FiberAwaiter<TResult> GetAwaiter() => new(_state, _result);

    /// <summary>The call as a task, for code that is not a fiber. Consumes the call like an await.</summary>
    /// <returns>A task that ends as the call ends.</returns>
    public async Task<TResult> AsTask() => await this;
}
