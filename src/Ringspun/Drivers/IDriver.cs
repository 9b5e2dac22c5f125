namespace Ringspun;

/// <summary>
/// Turns a loop's system calls into kernel work. One driver serves one loop; all members but <see cref="Wake"/> are for that loop's
/// thread.
/// </summary>
public interface IDriver : IDisposable
{
    /// <summary>The driver's name as a user would type it, e.g. <c>io_uring</c>.</summary>
    string Name { get; }

    /// <summary>Whether the clock is virtual and jumps to the next deadline instead of waiting for it.</summary>
    bool IsVirtualTime { get; }

    /// <summary>The kernel's sockets through this driver; null where it has none.</summary>
    IKernelSockets? Sockets { get; }

    /// <summary>Files through this driver.</summary>
    IFiles Files { get; }

    /// <summary>The part that watches descriptors of any kind; null where there are none.</summary>
    IPoller? Poller => null;

    /// <summary>
    /// A descriptor that poll(2) and epoll(7) find readable when a turn would have something to do; -1 where there is none.
    /// </summary>
    int PollDescriptor => -1;

    /// <summary>The driver's monotonic clock, in nanoseconds.</summary>
    /// <returns>The time.</returns>
    long ReadClock();

    /// <summary>Called once, on the loop's thread, before the first turn.</summary>
    /// <param name="loop">The loop that the driver serves from now on.</param>
    void Attach(EventLoop loop);

    /// <summary>
    /// One turn of the kernel's side: submits everything that is pending, waits for the first completion at most
    /// <paramref name="timeoutNanoseconds"/>, and makes the fibers ready whose operations have completed. Runs none of them.
    /// </summary>
    /// <param name="timeoutNanoseconds">0: do not wait; <see cref="long.MaxValue"/>: no bound.</param>
    void Turn(long timeoutNanoseconds);

    /// <summary>
    /// Somebody else is about to wait for <see cref="PollDescriptor"/> in the driver's stead: hands what is prepared to the kernel.
    /// </summary>
    /// <returns>False: there is something to do already, and the descriptor may not tell.</returns>
    bool PrepareWait() => true;

    /// <summary>Ends the wait under way, or else the next one. Any thread.</summary>
    void Wake();
}
