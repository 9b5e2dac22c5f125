using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// The execution contexts (AsyncLocal, Activity, log scopes) of suspended frames. Nearly every fiber runs in the default one, so
/// the context is kept beside the frame only where it differs: a plain frame pays two comparisons and no memory.
/// </summary>
internal static class FrameContexts
{
    private static readonly ConditionalWeakTable<FiberFrame, ExecutionContext> Saved = [];
    private static readonly ExecutionContext Default = FindDefault();
    private static int s_count;

    /// <summary>The context of the running code.</summary>
    internal static ExecutionContext? Current => ExecutionContext.Capture();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Save(FiberFrame frame)
    {
        ExecutionContext? context = ExecutionContext.Capture();
        if (!ReferenceEquals(context, Default) && context is not null)
        {
            SaveSlow(frame, context);
        }
    }

    /// <summary>Runs <paramref name="frame"/> in its own context and leaves the thread in the default one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run(FiberFrame frame)
    {
        if (Volatile.Read(ref s_count) != 0)
        {
            RestoreSlow(frame);
        }

        frame.Resume();
        Leave();
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SaveSlow(FiberFrame frame, ExecutionContext context)
    {
        Saved.AddOrUpdate(frame, context);
        Interlocked.Increment(ref s_count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RestoreSlow(FiberFrame frame)
    {
        if (Saved.TryGetValue(frame, out ExecutionContext? context))
        {
            Saved.Remove(frame);
            Interlocked.Decrement(ref s_count);
            ExecutionContext.Restore(context);
        }
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
