using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// What suspended frames run in: the execution context (AsyncLocal, Activity, log scopes) and the fiber's identity. Nearly every fiber runs
/// in the default one and has none: such a plain frame pays two comparisons and no memory.
/// </summary>
internal static class FrameContexts
{
    private static readonly ExecutionContext Default = FindDefault();

    /// <summary>The execution context of the running code.</summary>
    internal static ExecutionContext? Current => ExecutionContext.Capture();

    /// <summary>Whether the running code has neither an execution context of its own nor an identity.</summary>
    internal static bool IsPlain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ReferenceEquals(ExecutionContext.Capture(), Default) && EventLoop.Current is not { CurrentFiber: not null };
    }

    /// <summary>As <see cref="IsPlain"/>, for code that runs on <paramref name="loop"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPlainOn(EventLoop? loop) =>
        loop is not null && ThreadContext.IsReadable
            ? IsDefault(loop.OwnThread) && loop.CurrentFiber is null
            : IsPlain;

    /// <summary>Keeps what the running code runs in, with a frame that is being suspended.</summary>
    /// <returns>What is to be resumed in the frame's stead.</returns>
    internal static FiberFrame Keep<TAwaiter>(ref TAwaiter awaiter, FiberFrame frame)
    {
        ExecutionContext? context = ToKeep;
        FiberInfo? info = EventLoop.Current?.CurrentFiber;
        if (info is { IsTracked: true })
        {
            info.Park(frame, AwaitName<TAwaiter>.Of(ref awaiter));
        }

        return frame.TryKeep(context, info) || (context is null && info is null) ? frame : ContextFrame.Rent(frame, context, info);
    }

    /// <summary>The execution context that a frame has to keep; null where the default one will do, or where its flow is suppressed.</summary>
    internal static ExecutionContext? ToKeep =>
        ExecutionContext.Capture() is { } context && !ReferenceEquals(context, Default) ? context : null;

    /// <summary>Runs <paramref name="frame"/> in its own context and leaves the thread in the default one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run(FiberFrame frame)
    {
        frame.Resume();
        Leave();
    }

    /// <summary>Runs <paramref name="frame"/> on <paramref name="loop"/>, whose thread this is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RunOn(EventLoop loop, FiberFrame frame)
    {
        frame.Resume();
        if (!ThreadContext.IsReadable || !IsDefault(loop.OwnThread))
        {
            Leave();
        }
    }

    /// <summary>Puts the thread back into the default context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Leave()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), Default))
        {
            ExecutionContext.Restore(Default);
        }
    }

    /// <summary>Puts back what <see cref="Current"/> returned before a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Restore(ExecutionContext? context)
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), context))
        {
            ExecutionContext.Restore(context ?? Default);
        }
    }

    /// <summary>Puts back what <see cref="ThreadContext.Of"/> returned for the calling thread before a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void RestoreOn(Thread thread, ExecutionContext? context)
    {
        if (!ReferenceEquals(ThreadContext.Of(thread), context))
        {
            ExecutionContext.Restore(context ?? Default);
        }
    }

    /// <summary>Whether a thread is in the default context; it has none then, or that one. Only where <see cref="ThreadContext"/> is readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDefault(Thread thread)
    {
        ExecutionContext? context = ThreadContext.Of(thread);
        return context is null || ReferenceEquals(context, Default);
    }

    private static ExecutionContext FindDefault()
    {
        // A thread that never set an AsyncLocal is in the default context; the type does not name it in public.
        ExecutionContext? found = null;
        var thread = new Thread(() => found = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return found ?? throw new InvalidOperationException("A fresh thread has no execution context.");
    }
}
