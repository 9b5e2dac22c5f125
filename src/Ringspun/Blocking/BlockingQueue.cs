namespace Ringspun;

/// <summary>First in, first out, through the works' own links; any of them may leave early. Not for several threads at once.</summary>
internal sealed class BlockingQueue
{
    private BlockingWork? _first;
    private BlockingWork? _last;

    internal int Count { get; private set; }

    internal void Enqueue(BlockingWork work)
    {
        work.Queue = this;
        work.Preceding = _last;
        if (_last is null)
        {
            _first = work;
        }
        else
        {
            _last.Following = work;
        }

        _last = work;
        Count++;
    }

    internal BlockingWork? TryDequeue()
    {
        BlockingWork? work = _first;
        if (work is not null)
        {
            Remove(work);
        }

        return work;
    }

    internal void Remove(BlockingWork work)
    {
        if (work.Preceding is null)
        {
            _first = work.Following;
        }
        else
        {
            work.Preceding.Following = work.Following;
        }

        if (work.Following is null)
        {
            _last = work.Preceding;
        }
        else
        {
            work.Following.Preceding = work.Preceding;
        }

        work.Preceding = null;
        work.Following = null;
        work.Queue = null;
        Count--;
    }
}
