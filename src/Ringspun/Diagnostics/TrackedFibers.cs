namespace Ringspun;

/// <summary>The live fibers of one loop that tracks them. Any thread.</summary>
internal sealed class TrackedFibers
{
    private readonly Lock _gate = new();
    private FiberInfo? _first;

    /// <summary>How many there are.</summary>
    internal int Count { get; private set; }

    internal void Add(FiberInfo fiber)
    {
        lock (_gate)
        {
            fiber.PreviousTracked = null;
            fiber.NextTracked = _first;
            if (_first is not null)
            {
                _first.PreviousTracked = fiber;
            }

            _first = fiber;
            Count++;
        }
    }

    internal void Remove(FiberInfo fiber)
    {
        lock (_gate)
        {
            if (fiber.PreviousTracked is { } previous)
            {
                previous.NextTracked = fiber.NextTracked;
            }
            else
            {
                _first = fiber.NextTracked;
            }

            if (fiber.NextTracked is { } next)
            {
                next.PreviousTracked = fiber.PreviousTracked;
            }

            fiber.PreviousTracked = null;
            fiber.NextTracked = null;
            Count--;
        }
    }

    /// <summary>The fibers, the oldest first.</summary>
    internal List<FiberInfo> ToList()
    {
        lock (_gate)
        {
            var all = new List<FiberInfo>(Count);
            for (FiberInfo? fiber = _first; fiber is not null; fiber = fiber.NextTracked)
            {
                all.Add(fiber);
            }

            all.Reverse();
            return all;
        }
    }
}
