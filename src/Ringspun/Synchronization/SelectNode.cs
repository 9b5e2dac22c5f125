namespace Ringspun;

/// <summary>A select's place in one channel's queue. Whoever claims it first, of all the channels, serves the select.</summary>
internal sealed class SelectNode<T>(FiberSelectCase selectCase) : FiberWaiter<T>
{
    internal override bool TryClaim() => selectCase.Select.TryClaim();

    internal override void Complete(WaitOutcome outcome)
    {
        selectCase.OnChosen(outcome);
        selectCase.Select.CompleteWait(selectCase.Index);
    }
}
