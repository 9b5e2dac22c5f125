namespace Ringspun.Linux;

/// <summary>
/// Linux AIO by direct system calls, in the kernel convention: 0 or more for success, a negative <see cref="Errno"/> for failure.
/// The C library has no wrappers, and POSIX AIO is another thing: threads. Source: io_setup(2), io_submit(2), io_getevents(2).
/// </summary>
public static unsafe class LinuxAio
{
    /// <summary>Makes a context: io_setup(2).</summary>
    /// <param name="requests">How many requests may be under way; the kernel may allow more.</param>
    /// <param name="context">The context; 0 on failure.</param>
    /// <returns>0; -EAGAIN above fs.aio-max-nr, see <see cref="AioLimits"/>; -EINVAL, -ENOMEM; -ENOSYS in some sandboxes.</returns>
    public static int Setup(int requests, out nint context)
    {
        nint created = 0;
        int result = (int)LibC.Check(LibC.SystemCall(SystemCallNumbers.IoSetup, requests, (nint)(&created), 0, 0, 0, 0));
        context = created;
        return result;
    }

    /// <summary>Submits requests: io_submit(2). May wait for the device or for metadata: submit few at a time.</summary>
    /// <param name="context">The context.</param>
    /// <param name="count">How many.</param>
    /// <param name="blocks">Pointers to them.</param>
    /// <returns>
    /// How many were taken, from the front, perhaps fewer; -EAGAIN when there is no room for any; otherwise the error of the first one:
    /// -EINVAL where the file system cannot do it, -EBADF, …
    /// </returns>
    public static int Submit(nint context, int count, AioControlBlock** blocks) =>
        (int)LibC.Check(LibC.SystemCall(SystemCallNumbers.IoSubmit, context, count, (nint)blocks, 0, 0, 0));

    /// <summary>Takes completions: io_getevents(2).</summary>
    /// <param name="context">The context.</param>
    /// <param name="minimum">How many to wait for.</param>
    /// <param name="maximum">How many fit.</param>
    /// <param name="events">Where they go.</param>
    /// <param name="timeout">The longest wait; null for no end. With a minimum of 0 the call does not wait.</param>
    /// <returns>How many there are; -EINTR when a signal came first and none was there; -EINVAL for a wrong context.</returns>
    public static int GetEvents(nint context, int minimum, int maximum, AioEvent* events, TimeSpecification* timeout = null) =>
        (int)LibC.Check(LibC.SystemCall(SystemCallNumbers.IoGetEvents, context, minimum, maximum, (nint)events, (nint)timeout, 0));

    /// <summary>Tries to cancel a request: io_cancel(2). Files cannot be cancelled in practice; polls can.</summary>
    /// <param name="context">The context.</param>
    /// <param name="block">The very block that was submitted.</param>
    /// <returns>-EINPROGRESS when it is being cancelled, its completion follows; -EINVAL when it cannot be, or is not under way.</returns>
    public static int Cancel(nint context, AioControlBlock* block)
    {
        // The third argument is written by old kernels only; newer ones always deliver the event through the ring.
        AioEvent unused = default;
        return (int)LibC.Check(LibC.SystemCall(SystemCallNumbers.IoCancel, context, (nint)block, (nint)(&unused), 0, 0, 0));
    }

    /// <summary>Ends a context: io_destroy(2). Waits until all requests under way are done, for they use the caller's memory.</summary>
    /// <param name="context">The context.</param>
    /// <returns>0; or -EINVAL.</returns>
    public static int Destroy(nint context) => (int)LibC.Check(LibC.SystemCall(SystemCallNumbers.IoDestroy, context, 0, 0, 0, 0, 0));
}
