namespace Ringspun;

/// <summary>A frame that returns a value.</summary>
internal abstract class FiberFrame<TResult> : FiberFrame
{
    internal TResult? Result;

    internal void Complete(TResult result)
    {
        Result = result;
        Complete();
    }
}
