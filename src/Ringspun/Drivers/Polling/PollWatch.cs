using Ringspun.Linux;

namespace Ringspun;

/// <summary>A descriptor to be watched by an <see cref="IPoller"/>, once or until further notice. It can be used again after its end.</summary>
/// <remarks>Its callbacks come in the middle of a driver's turn: they take notes and make fibers ready, and run nobody's code.</remarks>
public abstract class PollWatch
{
    /// <summary>The descriptor.</summary>
    public int Descriptor { get; private set; } = -1;

    /// <summary>What is waited for; errors and hang-ups always count.</summary>
    public PollEvents Interest { get; private set; }

    /// <summary>
    /// False: <see cref="OnEvents"/> comes once, also for what is ready already, and is the end. True: it comes whenever something new has happened
    /// (edge-triggered; sometimes although nothing has), and the first time for what is ready already.
    /// </summary>
    public bool IsRepeating { get; private set; }

    /// <summary>Whether a driver watches it.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>The driver's own data about this watch; it stays there for the next use.</summary>
    public object? DriverState { get; set; }

    /// <summary>The next watch of the same descriptor, for the driver.</summary>
    internal PollWatch? Next { get; set; }

    /// <summary>For drivers: the watch is watched from now on.</summary>
    public void Begin()
    {
        if (IsWatched)
        {
            throw new InvalidOperationException("This watch is being watched already.");
        }

        IsWatched = true;
    }

    /// <summary>For drivers: the descriptor is ready. The last that a watch hears unless it is repeating.</summary>
    /// <param name="events">For what; never nothing.</param>
    public void Report(PollEvents events)
    {
        if (IsWatched)
        {
            IsWatched = IsRepeating;
            OnEvents(events);
        }
    }

    /// <summary>For drivers: the watch has ended.</summary>
    /// <param name="errno">Why: <see cref="Errno.ECANCELED"/> after <see cref="IPoller.Unwatch"/> and its like.</param>
    public void End(Errno errno)
    {
        if (IsWatched)
        {
            IsWatched = false;
            OnEnded(errno);
        }
    }

    /// <summary>Says what is to be watched, before <see cref="IPoller.Watch"/>.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="interest">What is waited for.</param>
    /// <param name="isRepeating">See <see cref="IsRepeating"/>.</param>
    protected void Prepare(int descriptor, PollEvents interest, bool isRepeating)
    {
        if (IsWatched)
        {
            throw new InvalidOperationException("This watch is being watched already.");
        }

        Descriptor = descriptor;
        Interest = interest;
        IsRepeating = isRepeating;
    }

    /// <summary>The descriptor is ready.</summary>
    /// <param name="events">For what: some of the interest, an error or a hang-up.</param>
    protected internal abstract void OnEvents(PollEvents events);

    /// <summary>The watch has ended without (another) event.</summary>
    /// <param name="errno">Why.</param>
    protected internal abstract void OnEnded(Errno errno);
}
