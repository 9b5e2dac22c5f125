namespace Ringspun;

/// <summary>The process's objects of one type (its loops, its blocking pools), for those who observe them. Any thread.</summary>
internal static class LiveObjects<T>
    where T : class
{
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<T>> All = [];

    /// <summary>How many there are, those included that were forgotten without being disposed of.</summary>
    internal static int Count
    {
        get
        {
            lock (Gate)
            {
                return All.Count;
            }
        }
    }

    internal static void Add(T added)
    {
        lock (Gate)
        {
            // Also those that were never disposed of.
            All.RemoveAll(static entry => !entry.TryGetTarget(out _));
            All.Add(new WeakReference<T>(added));
        }
    }

    internal static void Remove(T removed)
    {
        lock (Gate)
        {
            All.RemoveAll(entry => !entry.TryGetTarget(out T? other) || ReferenceEquals(other, removed));
        }
    }

    internal static List<T> ToList()
    {
        lock (Gate)
        {
            var all = new List<T>(All.Count);
            foreach (WeakReference<T> entry in All)
            {
                if (entry.TryGetTarget(out T? found))
                {
                    all.Add(found);
                }
            }

            return all;
        }
    }
}
