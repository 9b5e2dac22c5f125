namespace Ringspun;

/// <summary>The process's loops, for those who observe them. Any thread.</summary>
internal static class LoopRegistry
{
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<EventLoop>> Loops = [];

    /// <summary>How many loops there are, those included that were forgotten without being disposed of.</summary>
    internal static int Count
    {
        get
        {
            lock (Gate)
            {
                return Loops.Count;
            }
        }
    }

    internal static void Add(EventLoop loop)
    {
        lock (Gate)
        {
            // Also those that were never disposed of.
            Loops.RemoveAll(static entry => !entry.TryGetTarget(out _));
            Loops.Add(new WeakReference<EventLoop>(loop));
        }
    }

    internal static void Remove(EventLoop loop)
    {
        lock (Gate)
        {
            Loops.RemoveAll(entry => !entry.TryGetTarget(out EventLoop? other) || ReferenceEquals(other, loop));
        }
    }

    internal static List<EventLoop> ToList()
    {
        lock (Gate)
        {
            var all = new List<EventLoop>(Loops.Count);
            foreach (WeakReference<EventLoop> entry in Loops)
            {
                if (entry.TryGetTarget(out EventLoop? loop))
                {
                    all.Add(loop);
                }
            }

            return all;
        }
    }
}
