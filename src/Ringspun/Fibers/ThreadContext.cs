using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// A thread's execution context, read from the thread object. <see cref="ExecutionContext.Capture"/> finds the calling thread first, twice
/// a switch, which takes longer than the switch. Where the runtime's thread has no such field, everything works by that method instead.
/// </summary>
internal static class ThreadContext
{
    /// <summary>Whether <see cref="Of"/> works on this runtime. A constant for the JIT.</summary>
    internal static readonly bool IsReadable = TryRead();

    /// <summary>The context of <paramref name="thread"/>; null is the default one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ExecutionContext? Of(Thread thread) => Field(thread);

    /// <summary>Sees, on a thread that is in the default context, whether the field is there and follows the context.</summary>
    private static bool TryRead()
    {
        bool follows = false;
        var probe = new Thread(() => follows = Follows()) { IsBackground = true };
        probe.UnsafeStart();
        probe.Join();
        return follows;
    }

    private static bool Follows()
    {
        try
        {
            var local = new AsyncLocal<int>();
            bool isDefault = Of(Thread.CurrentThread) is null;
            local.Value = 1;
            return isDefault && ReferenceEquals(Of(Thread.CurrentThread), ExecutionContext.Capture());
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    private static extern ref ExecutionContext? Field(Thread thread);
}
