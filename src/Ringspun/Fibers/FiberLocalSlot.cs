namespace Ringspun;

/// <summary>One fiber's value of one variable, in the list of the fiber's.</summary>
internal abstract class FiberLocalSlot(object variable)
{
    internal object Variable { get; } = variable;

    internal FiberLocalSlot? Next { get; set; }
}
