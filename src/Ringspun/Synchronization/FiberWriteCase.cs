namespace Ringspun;

/// <summary>A <see cref="FiberSelect"/> case: <see cref="Item"/> can be written, or the channel is closed.</summary>
/// <typeparam name="T">The items.</typeparam>
public sealed class FiberWriteCase<T> : FiberSelectCase
{
    private readonly FiberChannel<T> _channel;
    private readonly SelectNode<T> _node;

    internal FiberWriteCase(FiberSelect select, int index, FiberChannel<T> channel)
        : base(select, index)
    {
        _channel = channel;
        _node = new SelectNode<T>(this);
    }

    /// <summary>What is to be written; to be changed between waits only.</summary>
    public T? Item { get; set; }

    /// <summary>Whether the item, the case having happened, has been written; false: the channel is closed.</summary>
    public bool IsWritten { get; private set; }

    internal override ISelectable Channel => _channel;

    internal override bool TryNow(out FiberWaiter? other)
    {
        IsWritten = _channel.TryGive(Item!, out other);
        return IsWritten || _channel.IsClosed;
    }

    internal override void Queue()
    {
        _node.Value = Item;
        _channel.AddWriter(_node);
    }

    internal override void Leave()
    {
        ISelectable gate = _channel;
        gate.EnterGate();
        _channel.TryLeave(_node);
        gate.ExitGate();
        _node.Value = default;
    }

    internal override void OnChosen(WaitOutcome outcome) => IsWritten = outcome == WaitOutcome.Granted;
}
