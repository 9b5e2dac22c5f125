namespace Ringspun;

/// <summary>A variable of which every fiber has its own value, as threads have with <see cref="ThreadLocal{T}"/>.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <remarks>
/// All calls of a fiber share its value: what a callee sets, its caller sees; and it goes along when the fiber moves to another loop. A new
/// fiber begins without: for values that new fibers and tasks are to inherit there is <see cref="AsyncLocal{T}"/>. Belongs to fiber code: a
/// plain <c>async Task</c> method sees the value only until its first await of something foreign. A fiber pays when it first sets one; a plain
/// fiber, which becomes one with an identity by that, also a little with each suspension. Any number of loops may use one variable.
/// </remarks>
public sealed class FiberLocal<T>
{
    private readonly Func<T>? _initial;

    /// <summary>Makes a variable.</summary>
    /// <param name="initial">Makes a fiber's value when it first asks for it and has set none; null: the type's default.</param>
    public FiberLocal(Func<T>? initial = null) => _initial = initial;

    /// <summary>Whether the running fiber has a value of its own.</summary>
    public bool IsSet => Find() is not null;

    /// <summary>The running fiber's value.</summary>
    /// <exception cref="InvalidOperationException">It is set where no event loop runs.</exception>
    public T? Value
    {
        get
        {
            if (Find() is { } slot)
            {
                return slot.Value;
            }

            return _initial is null ? default : Set(_initial());
        }
        set => Set(value);
    }

    /// <summary>The running fiber has no value any more.</summary>
    public void Clear() => EventLoop.Current?.CurrentFiber?.RemoveLocal(this);

    private FiberLocalSlot<T>? Find() => (FiberLocalSlot<T>?)EventLoop.Current?.CurrentFiber?.FindLocal(this);

    private T? Set(T? value)
    {
        if (Find() is { } slot)
        {
            slot.Value = value;
        }
        else
        {
            EventLoop.Required.IdentifyFiber().AddLocal(new FiberLocalSlot<T>(this) { Value = value });
        }

        return value;
    }
}
