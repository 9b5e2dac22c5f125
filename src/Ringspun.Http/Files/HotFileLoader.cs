using Ringspun.Linux;

namespace Ringspun.Http.Files;

/// <summary>Brings files into the cache and keeps them true: one fiber per file at a time, however many requests wait for it.</summary>
internal sealed class HotFileLoader(EventLoop loop, SiteDirectory site, HotFileCache cache, WallClock clock, LoopCounters counters, bool direct)
{
    /// <summary>How long contents are served without a look at the file.</summary>
    public const long ValidNanoseconds = 1_000_000_000;

    // A file in demand is looked at before its time is over, so that no request has to wait for it.
    private const long EarlyNanoseconds = ValidNanoseconds / 2;

    // A file that is not kept in memory is looked at again after so long: it may have become smaller, or quiet.
    private const long StreamedNanoseconds = 10_000_000_000;

    // More than a tick of the slowest kernel clock; see HotFile.IsFresh.
    private const long FreshNanoseconds = 100_000_000;

    private const int MaxAttempts = 3;

    private const int DirectAlignment = 4096;

    private readonly Signal _idle = new(loop);
    private int _running;
    private bool _isFinishing;

    /// <summary>Whether the contents may be sent as they are. Starts to renew them when their time is nearly over.</summary>
    public bool IsReady(HotFile file)
    {
        long age = loop.Now - file.ValidatedAt;
        if (file.State != HotFileState.Ready || age >= ValidNanoseconds)
        {
            return false;
        }

        if (age >= EarlyNanoseconds && !file.IsRefreshing)
        {
            Start(file);
        }

        // What needs no waiting is over by now, and may have taken the contents away.
        return file.State == HotFileState.Ready;
    }

    /// <summary>Starts to look whether a file that every request reads can be kept in memory by now. Nobody has to wait for that.</summary>
    public void ReviewStreamed(HotFile file)
    {
        if (!file.IsRefreshing && loop.Now - file.ValidatedAt >= StreamedNanoseconds)
        {
            Start(file);
        }
    }

    /// <summary>Reads or checks the file, together with everyone who asks meanwhile. The file's state tells the outcome.</summary>
    public async Fiber RefreshAsync(HotFile file)
    {
        if (!file.IsRefreshing)
        {
            Start(file);
        }

        await file.Refresh;
    }

    /// <summary>Waits for the reads and checks under way: after that nothing uses the directory. To be called once.</summary>
    public async Fiber FinishAsync()
    {
        _isFinishing = true;
        if (_running > 0)
        {
            await _idle.WaitAsync();
        }
    }

    private void Start(HotFile file)
    {
        file.IsRefreshing = true;
        _running++;
        file.Refresh = loop.Spawn(static work => work.Loader.RunAsync(work.File), (Loader: this, File: file));
    }

    private async Fiber RunAsync(HotFile file)
    {
        try
        {
            long now = loop.ReadClock();
            bool isSame = file.State == HotFileState.Ready && !file.IsFresh && await site.IsUnchangedAsync(file.Path, file.Status);
            if (isSame || await LoadAsync(file))
            {
                file.ValidatedAt = now;
            }
        }
        catch (LinuxException)
        {
            // The disk failed: those who wait are told, and the next request tries again.
            Forget(file, 500);
        }
        finally
        {
            file.IsRefreshing = false;
            if (--_running == 0 && _isFinishing)
            {
                _idle.Set();
            }
        }
    }

    /// <summary>Reads the file until it is the same before and after. True when the contents are in the cache.</summary>
    private async Fiber<bool> LoadAsync(HotFile file)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            OpenedFile opened = await site.OpenAsync(file.Path);
            if (opened.File is not { } source)
            {
                if (opened.FailureStatus == 503 && file.State == HotFileState.Ready)
                {
                    // No descriptors or memory to look at the file with: what is in memory serves on, rather than nothing.
                    return true;
                }

                Forget(file, opened.FailureStatus);
                return false;
            }

            using (source)
            {
                if (source.Status.Size > cache.MaxFileBytes)
                {
                    break;
                }

                Chunk body = await ReadAsync(source);
                bool isWhole = body.Length == source.Status.Size;
                if (isWhole && await source.GetStatusAsync() == source.Status)
                {
                    return Keep(file, body, source.Status);
                }

                body.Release();
            }
        }

        // Too large, or somebody writes to it all the time.
        Drop(file);
        return false;
    }

    private async Fiber<Chunk> ReadAsync(IFile source)
    {
        int size = (int)source.Status.Size;
        if (size == 0)
        {
            return Chunk.Empty;
        }

        // Past the page cache, whole blocks are read into aligned memory.
        int capacity = direct ? (size + DirectAlignment - 1) & -DirectAlignment : size;
        Chunk body = NativeChunk.Allocate(capacity, direct ? DirectAlignment : 64);
        try
        {
            int count = await source.ReadAsync(body.Memory, 0);
            return body.Slice(0, Math.Min(count, size));
        }
        catch
        {
            body.Release();
            throw;
        }
    }

    private bool Keep(HotFile file, Chunk body, in FileStatus status)
    {
        if (file.State == HotFileState.Evicted)
        {
            body.Release();
            return false;
        }

        counters.CacheLoads++;
        long before = file.Charge;
        bool isFresh = clock.ReadNanoseconds() - status.ChangedNanoseconds < FreshNanoseconds;
        file.SetContents(body, status, isFresh, clock);
        return cache.Recharge(file, before);
    }

    private void Drop(HotFile file)
    {
        if (file.State == HotFileState.Evicted)
        {
            return;
        }

        long before = file.Charge;
        file.ReleaseContents();
        file.State = HotFileState.Streamed;
        file.ValidatedAt = loop.ReadClock();
        _ = cache.Recharge(file, before);
    }

    private void Forget(HotFile file, int status)
    {
        file.GoneStatus = status;
        cache.Remove(file, HotFileState.Gone);
        file.State = HotFileState.Gone;
    }
}
