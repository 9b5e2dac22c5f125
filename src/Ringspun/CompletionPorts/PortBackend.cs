using System.Numerics;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>Who watches a port's descriptors. Each has an epoll instance, which is the port's descriptor, and threads wait at that.</summary>
internal abstract class PortBackend
{
    /// <summary>What one call can bring at most; more needs another.</summary>
    private const int LargestBatch = 1 << 17;

    [ThreadStatic]
    private static EpollEventBuffer? t_events;

    /// <summary>Takes an epoll instance over, and adds what wakes its waiting threads.</summary>
    protected PortBackend(int epoll)
    {
        Epoll = epoll;
        WakeDescriptor = EventFd.Create();
        int result = WakeDescriptor < 0
            ? WakeDescriptor
            : Linux.Epoll.Control(epoll, EpollOperation.ADD, WakeDescriptor, EpollEvents.IN, PortTag.Wake.Value);
        if (result < 0)
        {
            Free();
            throw PortFailure.OfCreation(WakeDescriptor < 0 ? "eventfd" : "epoll_ctl", result);
        }
    }

    /// <summary>The port's descriptor.</summary>
    internal int Epoll { get; }

    /// <summary>Its name.</summary>
    internal abstract string Name { get; }

    /// <summary>How many descriptors are registered.</summary>
    internal abstract int Count { get; }

    /// <summary>An eventfd that ends all waits while its counter is up.</summary>
    protected int WakeDescriptor { get; }

    /// <summary>Throws where this process may not register.</summary>
    internal virtual void CheckMayRegister()
    {
    }

    /// <summary>Registers a descriptor, or changes its interest, which is not empty.</summary>
    /// <returns>The generation.</returns>
    /// <exception cref="LinuxException">The kernel refused, and it is not registered.</exception>
    internal abstract uint Register(int descriptor, Interest interest);

    /// <summary>Unregisters a descriptor, if it is registered.</summary>
    internal abstract void Unregister(int descriptor);

    /// <summary>Whether a descriptor is registered and, as far as can be known, the number still means the same open file.</summary>
    internal abstract bool Holds(int descriptor);

    /// <summary>Takes events; waits at most once for them.</summary>
    /// <returns>How many; 0 when the time is over, but also earlier: look at the clock and call again.</returns>
    internal abstract int Take(Span<CompletionEvent> events, long timeoutNanoseconds);

    /// <summary>Calls <paramref name="action"/> with each number that is registered.</summary>
    internal abstract void ForEach(Action<int> action);

    /// <summary>Ends all waits, present and future.</summary>
    internal virtual void WakeAll() => EventFd.Signal(WakeDescriptor);

    /// <summary>Closes everything. Nobody is inside any more.</summary>
    internal virtual void Free()
    {
        if (WakeDescriptor >= 0)
        {
            _ = Descriptors.Close(WakeDescriptor);
        }

        _ = Descriptors.Close(Epoll);
    }

    /// <summary>Makes an epoll instance.</summary>
    protected static int CreateEpoll()
    {
        int epoll = Linux.Epoll.Create();
        return epoll < 0 ? throw PortFailure.OfCreation("epoll_create1", epoll) : epoll;
    }

    /// <summary>The calling thread's memory for events, for at least so many or the most that one call brings.</summary>
    protected static EpollEventBuffer BufferFor(int count)
    {
        EpollEventBuffer? events = t_events;
        if (events is null || (events.Capacity < count && events.Capacity < LargestBatch))
        {
            events?.Dispose();
            t_events = events = new EpollEventBuffer((int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count, 64, LargestBatch)));
        }

        return events;
    }

    /// <summary>Waits at the port's descriptor.</summary>
    /// <returns>How many entries of the buffer are filled.</returns>
    protected int Wait(EpollEventBuffer events, int maximum, long timeoutNanoseconds)
    {
        int result = Linux.Epoll.Wait(Epoll, events, Math.Min(maximum, events.Capacity), timeoutNanoseconds);
        LinuxException.ThrowIfError(result, "Waiting at a completion port (epoll_wait)");
        return result;
    }
}
