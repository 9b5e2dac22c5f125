namespace Ringspun;

/// <summary>What a <see cref="FiberWaiter"/> waits at.</summary>
internal interface IWaitOwner
{
    /// <summary>What dumps call the wait: a constant.</summary>
    string NameOf(FiberWaiter waiter);

    /// <summary>Cancellation was asked for: if the waiter is still queued, unlinks it and completes it as cancelled. Any thread.</summary>
    void Cancel(FiberWaiter waiter);

    /// <summary>Why a wait ended as <see cref="WaitOutcome.Closed"/>.</summary>
    Exception ClosedException() => new InvalidOperationException("It is closed.");
}
