namespace Ringspun;

/// <summary>One fiber's value of a <see cref="FiberLocal{T}"/>.</summary>
internal sealed class FiberLocalSlot<T>(FiberLocal<T> variable) : FiberLocalSlot(variable)
{
    internal T? Value { get; set; }
}
