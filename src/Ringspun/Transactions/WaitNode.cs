namespace Ringspun;

/// <summary>A waiting fiber's place at one of the variables that it has read. Changed under that variable's lock.</summary>
internal sealed class WaitNode(TransactionLog owner)
{
    private WaitNode? _next;
    private WaitNode? _previous;

    internal TransactionLog Owner => owner;

    /// <summary>The variable that the node is, or has been, linked into; for its owner only.</summary>
    internal TVar? Variable { get; set; }

    internal bool IsLinked => _next is not null;

    /// <summary>Links the node behind all that have come before it.</summary>
    internal void LinkInto(TVar variable)
    {
        WaitNode? first = variable.Waiters;
        if (first is null)
        {
            variable.Waiters = _next = _previous = this;
            return;
        }

        WaitNode last = first._previous!;
        _next = first;
        _previous = last;
        last._next = this;
        first._previous = this;
    }

    internal void Unlink(TVar variable)
    {
        if (ReferenceEquals(_next, this))
        {
            variable.Waiters = null;
        }
        else
        {
            _next!._previous = _previous;
            _previous!._next = _next;
            if (ReferenceEquals(variable.Waiters, this))
            {
                variable.Waiters = _next;
            }
        }

        _next = null;
        _previous = null;
    }
}
