using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>The watches of a driver by descriptor, several to one.</summary>
internal sealed class WatchTable
{
    private readonly Dictionary<int, PollWatch> _first = [];

    internal void Add(PollWatch watch)
    {
        watch.Next = _first.GetValueOrDefault(watch.Descriptor);
        _first[watch.Descriptor] = watch;
    }

    internal void Remove(PollWatch watch)
    {
        if (!_first.TryGetValue(watch.Descriptor, out PollWatch? place))
        {
            return;
        }

        if (!ReferenceEquals(place, watch))
        {
            while (place.Next is { } next && !ReferenceEquals(next, watch))
            {
                place = next;
            }

            place.Next = watch.Next;
        }
        else if (watch.Next is { } next)
        {
            _first[watch.Descriptor] = next;
        }
        else
        {
            _first.Remove(watch.Descriptor);
        }

        watch.Next = null;
    }

    /// <summary>Finds a descriptor's watches; they are chained by <see cref="PollWatch.Next"/>.</summary>
    internal bool TryGet(int descriptor, [NotNullWhen(true)] out PollWatch? first) => _first.TryGetValue(descriptor, out first);
}
