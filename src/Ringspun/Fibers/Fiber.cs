using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// The return type of an async method of fiber code: a call that is running already, awaited once by its caller.
/// </summary>
/// <remarks>
/// The state machine moves to the heap at its first suspension and is recycled when the caller has taken the result; a call that
/// never suspends allocates nothing. To run something beside the caller, use <see cref="EventLoop.Spawn{TState}(Func{TState, Fiber}, TState, in FiberOptions)"/>.
/// A value of this type must not be kept after it has been awaited.
/// </remarks>
[AsyncMethodBuilder(typeof(FiberMethodBuilder))]
public readonly partial struct Fiber
{
    // null: returned already; FiberFailure: threw already; otherwise the frame.
    private readonly object? _state;

    internal Fiber(object? state) => _state = state;

    /// <summary>A call that has returned.</summary>
    public static Fiber Completed => default;

    /// <summary>Whether the call has ended.</summary>
    public bool IsCompleted => FiberFrame.Of(_state) is not { IsFinished: false };

    internal object? State => _state;

    /// <summary>For the compiler: the awaiter of this call.</summary>
    /// <returns>The awaiter.</returns>
    public FiberAwaiter GetAwaiter() => new(_state);

    /// <summary>The call as a task, for code that is not a fiber. Consumes the call like an await.</summary>
    /// <returns>A task that ends as the call ends.</returns>
    public async Task AsTask() => await this;
}
