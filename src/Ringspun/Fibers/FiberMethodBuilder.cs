using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Builds the calls of <see cref="Fiber"/> methods. For the compiler.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct FiberMethodBuilder
{
    // null until the first suspension; then the box; or the failure of a call that never suspended.
    private object? _state;

    /// <summary>The call, as its caller sees it.</summary>
    public readonly Fiber Task => new(_state);

    /// <summary>For the compiler.</summary>
    /// <returns>A new builder.</returns>
    public static FiberMethodBuilder Create() => default;

    /// <summary>Runs the method up to its first suspension; what it changes in the execution context stays its own.</summary>
    /// <typeparam name="TMachine">The state machine.</typeparam>
    /// <param name="machine">The state machine.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine
    {
        if (ThreadContext.IsReadable)
        {
            Thread thread = Thread.CurrentThread;
            ExecutionContext? context = ThreadContext.Of(thread);
            machine.MoveNext();
            FrameContexts.RestoreOn(thread, context);
            return;
        }

        ExecutionContext? caller = FrameContexts.Current;
        machine.MoveNext();
        FrameContexts.Restore(caller);
    }

    /// <summary>For the compiler; boxes are made by the awaits.</summary>
    /// <param name="machine">Not used.</param>
    public readonly void SetStateMachine(IAsyncStateMachine machine) => _ = machine;

    /// <summary>The method has returned.</summary>
    public readonly void SetResult()
    {
        if (_state is not null)
        {
            Unsafe.As<FiberFrame>(_state).Complete();
        }
    }

    /// <summary>The method has thrown.</summary>
    /// <param name="exception">What it threw.</param>
    public void SetException(Exception exception)
    {
        if (_state is null)
        {
            _state = new FiberFailure(exception);
        }
        else
        {
            Unsafe.As<FiberFrame>(_state).Fail(exception);
        }
    }

    /// <summary>The method suspends in an await.</summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TMachine">The state machine.</typeparam>
    /// <param name="awaiter">The awaiter.</param>
    /// <param name="machine">The state machine.</param>
    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        FiberFrame frame = FrameContexts.IsPlain ? Box(ref machine) : BoxWithContext(ref awaiter, ref machine);
        awaiter.OnCompleted(new ForeignContinuation(frame).Action);
    }

    /// <summary>The method suspends in an await; our own awaiters take the frame, foreign ones a delegate.</summary>
    /// <typeparam name="TAwaiter">The awaiter.</typeparam>
    /// <typeparam name="TMachine">The state machine.</typeparam>
    /// <param name="awaiter">The awaiter.</param>
    /// <param name="machine">The state machine.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        EventLoop? loop = EventLoop.Of(Unsafe.As<FiberFrame>(_state));
        FiberFrame frame = FrameContexts.IsPlainOn(loop) ? Box(ref machine) : BoxWithContext(ref awaiter, ref machine);

        // Constants for the JIT where the awaiter is a struct: no boxing, no virtual call.
        if (default(TAwaiter) is not null && awaiter is ISystemCallAwaiter)
        {
            ((ISystemCallAwaiter)awaiter).Suspend(frame, loop);
        }
        else if (default(TAwaiter) is not null && awaiter is IFiberAwaiter)
        {
            ((IFiberAwaiter)awaiter).Suspend(frame);
        }
        else
        {
            awaiter.UnsafeOnCompleted(new ForeignContinuation(frame).Action);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FiberBox<TMachine> Box<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine =>
        Move(ref machine, _state is null ? FiberBox<TMachine>.Rent() : Unsafe.As<FiberBox<TMachine>>(_state));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private FiberFrame BoxWithContext<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TMachine : IAsyncStateMachine =>
        FrameContexts.Keep(
            ref awaiter,
            Move(ref machine, _state is null ? InformedFiberBox<TMachine>.Rent() : Unsafe.As<FiberBox<TMachine>>(_state)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FiberBox<TMachine> Move<TMachine>(ref TMachine machine, FiberBox<TMachine> box)
        where TMachine : IAsyncStateMachine
    {
        // Not only at the first suspension: where an awaiter has refused, the method has gone on outside its box.
        if (!Unsafe.AreSame(ref machine, ref box.Machine!))
        {
            // First the reference, then the copy: the machine on the heap must know its own box.
            _state = box;
            box.Machine = machine;
        }

        // From here on whoever suspends it has the link; a loop's mark must not stay there when it goes on elsewhere.
        box.Next = null;
        return box;
    }
}
