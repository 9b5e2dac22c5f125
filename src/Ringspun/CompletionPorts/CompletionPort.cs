using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// A queue of readiness: descriptors are registered with an interest, and threads dequeue events of those that have become ready. Ordinary threads
/// use it; it needs neither fibers nor a loop.
/// </summary>
/// <remarks>
/// <para>
/// An event is reported once, and then not before it happens again (edge-triggered). A descriptor has at most one event in the port: kinds that
/// become ready before it is dequeued join it, and it keeps its place, which is that of the first. Events come in the order in which the kernel first
/// reported them.
/// </para>
/// <para>
/// All members may be used by any thread at any time; no event goes to two threads. Unregister a descriptor before it is closed. An undisposed port
/// lives as long as the process. docs/completion-ports.md tells the rest.
/// </para>
/// </remarks>
public sealed partial class CompletionPort : IDisposable
{
    /// <summary>POLLNVAL.</summary>
    private const int NotOpen = 0x20;

    private readonly PortBackend _backend;

    private CompletionPort(PortBackend backend) => _backend = backend;

    /// <summary>
    /// The port's descriptor, readable for poll(2), epoll(7) and io_uring while <see cref="Dequeue"/> would find something, and now and then although it
    /// would not. It is closed on exec, and with the port. To wait for it is all that it is good for, in this process.
    /// </summary>
    public int Descriptor => _backend.Epoll;

    /// <summary>Who watches the descriptors: "epoll", "io_uring" or "epoll (passed)".</summary>
    public string Driver => _backend.Name;

    /// <summary>How many descriptors are registered. 0 for a port that another process has passed on.</summary>
    public int Count => _backend.Count;

    /// <summary>Makes a port.</summary>
    /// <param name="options">What it is made of; null for the defaults.</param>
    /// <returns>The port, to be disposed of.</returns>
    /// <exception cref="LinuxException">
    /// EMFILE, ENFILE: no descriptor is left (a port has 2 to 5); on io_uring also EPERM, ENOSYS (forbidden or unknown), ENOMEM (RLIMIT_MEMLOCK). The
    /// advice says what mends it.
    /// </exception>
    public static CompletionPort Create(CompletionPortOptions? options = null)
    {
        options ??= new CompletionPortOptions();
        ArgumentOutOfRangeException.ThrowIfZero(options.CompletionEntries, nameof(options));
        return new CompletionPort(options.Driver switch
        {
            DriverKind.Auto or DriverKind.Epoll => EpollPort.Create(),
            DriverKind.IoUring => RingPort.Create(options.CompletionEntries),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Driver, "There is no such driver."),
        });
    }

    /// <summary>
    /// Takes over the descriptor of a port that another process made on epoll and passed on (SCM_RIGHTS of unix(7), or across fork and exec). It can be
    /// dequeued here, beside the other process or after its end; an event goes to one of them. Its numbers are those of the process that registered the
    /// descriptors. Only that one registers.
    /// </summary>
    /// <param name="descriptor">The descriptor as it was received. It belongs to the port from now on.</param>
    /// <returns>The port, to be disposed of.</returns>
    /// <exception cref="ArgumentException">It is no epoll instance, so it is no port. It stays open.</exception>
    /// <exception cref="LinuxException">EMFILE, ENFILE: no descriptor is left to wake waiting threads with.</exception>
    public static CompletionPort FromDescriptor(int descriptor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);

        // The kernel looks for the descriptor that is to be removed only in an epoll instance.
        int stranger = EventFd.Create();
        if (stranger < 0)
        {
            throw PortFailure.OfCreation("eventfd", stranger);
        }

        int result = Epoll.Control(descriptor, EpollOperation.DEL, stranger);
        _ = Descriptors.Close(stranger);
        return result is -(int)Errno.ENOENT
            ? new CompletionPort(new PassedPort(descriptor))
            : throw new ArgumentException($"Descriptor {descriptor} is not a completion port's ({result.ToErrno()}).", nameof(descriptor));
    }

    /// <summary>
    /// Registers a descriptor, changes its interest, or unregisters it. What it is ready for already is reported once, also when it was registered
    /// with the same interest before: registering begins anew, and so does its place among the events. Those of a former registration are dropped.
    /// </summary>
    /// <param name="descriptor">A descriptor that can be polled.</param>
    /// <param name="interest">What to report; errors and hang-ups always are. <see cref="Interest.None"/> unregisters it, or does nothing.</param>
    /// <returns>The number of this registration, which its events carry; 0 after unregistering.</returns>
    /// <exception cref="InvalidOperationException">
    /// The descriptor belongs to another port; or this port was made by another process.
    /// </exception>
    /// <exception cref="LinuxException">
    /// EPERM: it cannot be polled, as regular files and directories, which are always ready. EBADF: it is not open. ENOSPC: fs.epoll.max_user_watches.
    /// ENOMEM, ELOOP. It is not registered then.
    /// </exception>
    /// <exception cref="ArgumentException">The number is negative or the port's own, or the interest has unknown kinds.</exception>
    /// <exception cref="ObjectDisposedException">The port is disposed of.</exception>
    public uint Register(int descriptor, Interest interest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)(interest & ~PortReadiness.All), 0, nameof(interest));
        Enter();
        try
        {
            _backend.CheckMayRegister();
            lock (DescriptorOwners.GateOf(descriptor))
            {
                return interest == Interest.None ? Unregister(descriptor) : RegisterOwned(descriptor, interest);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes events of descriptors that have become ready, oldest first; waits for the first of them.</summary>
    /// <param name="events">Where the events go, 131,072 in one call at most. An empty one ends the call at once.</param>
    /// <param name="timeout">How long to wait at most; zero looks only, <see cref="Timeout.InfiniteTimeSpan"/> has no end. Signals do not end it.</param>
    /// <returns>How many events there are; 0 when the time is over.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The port is disposed of, maybe while the thread waited.</exception>
    /// <exception cref="InvalidOperationException">The port works on io_uring and was made by another process.</exception>
    public int Dequeue(Span<CompletionEvent> events, TimeSpan timeout)
    {
        PortDeadline deadline = PortDeadline.In(timeout);
        Enter();
        try
        {
            long wait = deadline.First;
            while (!events.IsEmpty)
            {
                int count = _backend.Take(events, wait);
                if (count > 0 || wait == 0)
                {
                    return count;
                }

                ThrowIfDisposed();

                // Woken for nothing, or by a signal, or too late: the last look does not wait.
                wait = deadline.Left();
            }

            return 0;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Whether a descriptor is registered here. Under its gate.</summary>
    internal bool Holds(int descriptor)
    {
        if (!TryEnter())
        {
            return false;
        }

        bool isHeld = _backend.Holds(descriptor);
        Leave();
        return isHeld;
    }

    private uint RegisterOwned(int descriptor, Interest interest)
    {
        if (descriptor == Descriptor)
        {
            throw new ArgumentException("A port cannot be registered with itself.", nameof(descriptor));
        }

        if (descriptor >= DescriptorOwners.Length && (Descriptors.Poll(descriptor, 0) & NotOpen) != 0)
        {
            // Any number can be asked for: only open ones are worth memory.
            throw PortFailure.OfRegistration(descriptor, -(int)Errno.EBADF);
        }

        DescriptorOwners.Claim(descriptor, this);
        try
        {
            return _backend.Register(descriptor, interest);
        }
        catch
        {
            _backend.Unregister(descriptor);
            DescriptorOwners.Release(descriptor, this);
            throw;
        }
    }

    private uint Unregister(int descriptor)
    {
        DescriptorOwners.Check(descriptor, this);
        _backend.Unregister(descriptor);
        DescriptorOwners.Release(descriptor, this);
        return 0;
    }
}
