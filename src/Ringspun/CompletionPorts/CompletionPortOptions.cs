namespace Ringspun;

/// <summary>What a <see cref="CompletionPort"/> is made of.</summary>
public sealed record CompletionPortOptions
{
    /// <summary>
    /// Who watches the descriptors. <see cref="DriverKind.Auto"/> is epoll: it works everywhere, registrations outlive the threads that made them,
    /// and a port on epoll can be dequeued by another process. docs/completion-ports.md compares the two.
    /// </summary>
    public DriverKind Driver { get; init; } = DriverKind.Auto;

    /// <summary>
    /// On io_uring: the events that fit between two calls of <see cref="CompletionPort.Dequeue"/>, a power of two. What does not fit is not lost, but
    /// costs some microseconds an event. They are locked memory, 16 bytes each; fewer are taken where the limit does not allow so many.
    /// </summary>
    public uint CompletionEntries { get; init; } = 4096;
}
