namespace Ringspun;

/// <summary>
/// Who a fiber is. It exists only for fibers that need it: those started with <see cref="FiberOptions"/>, those that have used a
/// fiber-local value, and all fibers of a loop that tracks them.
/// </summary>
/// <remarks>Belongs to the thread of the loop that the fiber runs on, where nothing else is said.</remarks>
public sealed partial class FiberInfo
{
    internal FiberInfo(EventLoop loop, in FiberOptions options, Delegate? body = null)
    {
        Loop = loop;
        Name = options.Name;
        Priority = options.Priority;
        Deadline = options.Deadline ?? long.MaxValue;
        _body = body;
        _parent = options.CancellationToken;
    }

    /// <summary>The fiber's name; null when it was given none. Any thread.</summary>
    public string? Name { get; }

    /// <summary>How urgent the fiber is: the greater runs first. A change counts from the fiber's next place in the run queue on.</summary>
    public int Priority { get; set; }

    /// <summary>
    /// By when the fiber ought to be done, in nanoseconds of its loop's clock; <see cref="long.MaxValue"/> for no deadline. A change
    /// counts from the fiber's next place in the run queue on.
    /// </summary>
    public long Deadline { get; set; }

    /// <summary>Whether a plain fiber has got this identity while it ran: frames that were suspended before do not refer to it.</summary>
    internal bool IsLate { get; init; }

    /// <summary>The loop that the fiber runs on. Any thread.</summary>
    public EventLoop Loop { get; private set; }

    /// <summary>The fiber goes to another loop.</summary>
    internal void MoveTo(EventLoop loop)
    {
        if (!ReferenceEquals(loop, Loop))
        {
            Untrack();
            Loop = loop;
            if (!IsLate)
            {
                Track();
            }
        }
    }

    /// <summary>The fiber has ended.</summary>
    internal void End()
    {
        EndCancellation();
        Untrack();
    }
}
