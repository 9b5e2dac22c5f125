using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A value that waits in a transaction's log for the commit: typed, so that it is not boxed.</summary>
internal sealed class WriteEntry<T> : WriteEntry
{
    /// <summary>Beyond this the entries of a thread are left to the collector.</summary>
    private const int Capacity = 1024;

    [ThreadStatic]
    private static Stack<WriteEntry<T>>? t_idle;

    internal T? Value;

    internal static WriteEntry<T> Rent() =>
        t_idle is { } idle && idle.TryPop(out WriteEntry<T>? entry) ? entry : new WriteEntry<T>();

    internal override void Store() => Unsafe.As<TVar<T>>(Variable!).Store(Value!);

    internal override void TakeOver(WriteEntry inner)
    {
        Value = Unsafe.As<WriteEntry<T>>(inner).Value;
        IsWritten = true;
    }

    internal override void Clear()
    {
        base.Clear();
        Value = default;
    }

    internal override void Recycle()
    {
        Stack<WriteEntry<T>> idle = t_idle ??= new Stack<WriteEntry<T>>();
        if (idle.Count < Capacity)
        {
            idle.Push(this);
        }
    }
}
