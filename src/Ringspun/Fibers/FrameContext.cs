namespace Ringspun;

/// <summary>What a frame runs in, kept while it is suspended: the execution context and the fiber's identity, each only where it is not the default.</summary>
internal struct FrameContext
{
    private ExecutionContext? _context;

    /// <summary>Keeps what the calling code runs in.</summary>
    internal FrameContext(ExecutionContext? context, FiberInfo? info)
    {
        _context = context;
        Info = info;
    }

    /// <summary>The fiber that the frame belongs to, where it has an identity.</summary>
    internal FiberInfo? Info { get; private set; }

    /// <summary>Keeps what the calling code runs in until <see cref="Enter"/>.</summary>
    internal void Keep(ExecutionContext? context, FiberInfo? info)
    {
        _context = context;

        // A fiber gains an identity and never loses it: a call that was awaited late may resume without it.
        Info = info ?? Info;
    }

    /// <summary>Puts the thread into the context; undone by <see cref="Leave"/> and by the loop.</summary>
    /// <returns>The loop that the thread is on.</returns>
    internal EventLoop? Enter()
    {
        if (_context is { } context)
        {
            _context = null;
            ExecutionContext.Restore(context);
        }

        EventLoop? loop = EventLoop.Current;
        if (Info is not null && loop is not null)
        {
            loop.CurrentFiber = Info;
        }

        return loop;
    }

    /// <summary>The frame has run: the loop forgets whose it was, so that a frame without an identity does not get this one.</summary>
    internal static void Leave(EventLoop? loop)
    {
        // An identity that a plain fiber has got on the way is handed on to the caller that goes on now: it is the same fiber's.
        if (loop?.CurrentFiber is { IsLate: false })
        {
            loop.CurrentFiber = null;
        }
    }
}
