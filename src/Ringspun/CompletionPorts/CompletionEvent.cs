namespace Ringspun;

/// <summary>What a <see cref="CompletionPort"/> reports: a descriptor has become ready.</summary>
/// <remarks>
/// It says what happened, not what is: whoever reads the descriptor meanwhile makes the news old. Reads and writes must therefore not wait
/// (O_NONBLOCK), and EAGAIN is a normal answer.
/// </remarks>
public readonly struct CompletionEvent : IEquatable<CompletionEvent>
{
    private readonly PollEvents _conditions;

    internal CompletionEvent(int descriptor, uint registration, Interest ready, PollEvents conditions)
    {
        Descriptor = descriptor;
        Registration = registration;
        Ready = ready;
        _conditions = conditions;
    }

    /// <summary>The descriptor, by the number under which it was registered.</summary>
    public int Descriptor { get; }

    /// <summary>
    /// What <see cref="CompletionPort.Register"/> returned for it: it tells events of a number's present owner from those of a former one that
    /// another thread dequeued a moment before the number was registered anew.
    /// </summary>
    public uint Registration { get; }

    /// <summary>Those kinds of the interest that have become ready. Never <see cref="Interest.None"/>.</summary>
    public Interest Ready { get; }

    /// <summary>Whether an error is pending (POLLERR). Every kind of the interest is ready then, for no call will wait.</summary>
    public bool HasError => (_conditions & PollEvents.Error) != 0;

    /// <summary>Whether the other side is gone (POLLHUP). Every kind of the interest is ready then, for no call will wait.</summary>
    public bool IsHungUp => (_conditions & PollEvents.HangUp) != 0;

    /// <summary>Whether two events say the same.</summary>
    /// <param name="left">One event.</param>
    /// <param name="right">Another.</param>
    public static bool operator ==(CompletionEvent left, CompletionEvent right) => left.Equals(right);

    /// <summary>Whether two events differ.</summary>
    /// <param name="left">One event.</param>
    /// <param name="right">Another.</param>
    public static bool operator !=(CompletionEvent left, CompletionEvent right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(CompletionEvent other) =>
        Descriptor == other.Descriptor && Registration == other.Registration && Ready == other.Ready && _conditions == other._conditions;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CompletionEvent other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Descriptor, Registration, Ready, _conditions);

    /// <inheritdoc/>
    public override string ToString() => _conditions == PollEvents.None ? $"{Descriptor}: {Ready}" : $"{Descriptor}: {Ready} ({_conditions})";
}
