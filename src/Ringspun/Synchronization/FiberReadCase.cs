namespace Ringspun;

/// <summary>A <see cref="FiberSelect"/> case: an item can be read, or the channel is closed and empty.</summary>
/// <typeparam name="T">The items.</typeparam>
public sealed class FiberReadCase<T> : FiberSelectCase
{
    private readonly FiberChannel<T> _channel;
    private readonly SelectNode<T> _node;
    private T? _item;

    internal FiberReadCase(FiberSelect select, int index, FiberChannel<T> channel)
        : base(select, index)
    {
        _channel = channel;
        _node = new SelectNode<T>(this);
    }

    /// <summary>Whether the case, having happened, has brought an item; false: the channel is closed and everything has been read.</summary>
    public bool HasItem { get; private set; }

    /// <summary>The item that was read last.</summary>
    /// <exception cref="FiberChannelClosedException">There was none: the channel is closed and empty.</exception>
    public T Item => HasItem ? _item! : throw _channel.ClosedException();

    internal override ISelectable Channel => _channel;

    internal override bool TryNow(out FiberWaiter? other)
    {
        if (_channel.TryTake(out _item, out other))
        {
            HasItem = true;
            return true;
        }

        HasItem = false;
        return _channel.IsAtEnd;
    }

    internal override void Queue() => _channel.AddReader(_node);

    internal override void Leave()
    {
        ISelectable gate = _channel;
        gate.EnterGate();
        _channel.TryLeave(_node);
        gate.ExitGate();
    }

    internal override void OnChosen(WaitOutcome outcome)
    {
        HasItem = outcome == WaitOutcome.Granted;
        _item = HasItem ? _node.Value : default;
        _node.Value = default;
    }
}
