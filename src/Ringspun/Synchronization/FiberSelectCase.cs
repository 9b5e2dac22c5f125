namespace Ringspun;

/// <summary>One of the things that a <see cref="FiberSelect"/> waits for.</summary>
public abstract class FiberSelectCase
{
    private protected FiberSelectCase(FiberSelect select, int index)
    {
        Select = select;
        Index = index;
    }

    /// <summary>What the select returns when this case has happened: its place in the order of the cases, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the select heeds this case; to be changed between waits only.</summary>
    public bool IsEnabled { get; set; } = true;

    internal FiberSelect Select { get; }

    internal abstract ISelectable Channel { get; }

    /// <summary>Does it if that needs no waiting. Under the channel's gate; the caller completes the other side outside it.</summary>
    internal abstract bool TryNow(out FiberWaiter? other);

    /// <summary>Stands in the channel's queue from now on. Under the channel's gate.</summary>
    internal abstract void Queue();

    /// <summary>Leaves the channel's queue if it still stands in it.</summary>
    internal abstract void Leave();

    /// <summary>The case has happened while the fiber waited, or its channel was closed.</summary>
    internal abstract void OnChosen(WaitOutcome outcome);
}
