using System.Collections.Concurrent;
using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Tallies on their way between the loops, which fill them, and whoever adds up, who empties them. Any thread.</summary>
internal sealed class TallyPool
{
    private readonly ConcurrentQueue<LoadTally> _idle = new();

    /// <param name="count">How many are made at once.</param>
    public TallyPool(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _idle.Enqueue(new LoadTally());
        }
    }

    /// <summary>An empty one.</summary>
    public LoadTally Rent() => _idle.TryDequeue(out LoadTally? idle) ? idle : new LoadTally();

    /// <summary>Empties it and keeps it for the next.</summary>
    public void Return(LoadTally tally)
    {
        tally.Clear();
        _idle.Enqueue(tally);
    }
}
