namespace Ringspun.Http.Files;

/// <summary>The files in one loop's memory, by canonical target. Bounded in bytes; the CLOCK algorithm (Corbató 1968) decides who goes.</summary>
internal sealed partial class HotFileCache(long capacity, long maxFileBytes)
{
    private HotFile?[] _buckets = new HotFile?[64];
    private HotFile? _hand;

    /// <summary>False when no file is ever kept.</summary>
    public bool IsEnabled { get; } = capacity > 0;

    /// <summary>The largest file that is kept.</summary>
    public long MaxFileBytes { get; } = maxFileBytes;

    public int Count { get; private set; }

    /// <summary>What all entries are charged for.</summary>
    public long Bytes { get; private set; }

    public HotFile? Find(ReadOnlySpan<byte> key) => Find(key, TargetHash.Of(key));

    /// <summary>The entry of a target; a new one is made for a target that is not there.</summary>
    public HotFile FindOrAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> path)
    {
        int hash = TargetHash.Of(key);
        if (Find(key, hash) is { } found)
        {
            return found;
        }

        var file = new HotFile(key.ToArray(), hash, path.ToArray());
        if (Count >= _buckets.Length)
        {
            Grow();
        }

        ref HotFile? bucket = ref BucketOf(hash);
        file.NextInBucket = bucket;
        bucket = file;
        LinkBehindHand(file);
        Count++;
        Bytes += file.Charge;

        // Not asked for twice yet: the first to go when room is needed, unless it is asked for again.
        MakeRoom(file);
        return file;
    }

    /// <summary>Accounts for contents that have changed in size, and makes room.</summary>
    /// <returns>False when there is no room even so; the entry has been evicted.</returns>
    public bool Recharge(HotFile file, long chargeBefore)
    {
        Bytes += file.Charge - chargeBefore;
        MakeRoom(file);
        if (Bytes <= capacity)
        {
            return true;
        }

        Remove(file, HotFileState.Evicted);
        return false;
    }

    /// <summary>Takes an entry out; its contents live on in the sends under way.</summary>
    public void Remove(HotFile file, HotFileState state)
    {
        if (file.State is HotFileState.Gone or HotFileState.Evicted)
        {
            return;
        }

        RemoveFromBucket(file);
        Unlink(file);
        Count--;
        Bytes -= file.Charge;
        file.ReleaseContents();
        file.State = state;
    }

    /// <summary>Gives all memory back.</summary>
    public void Clear()
    {
        while (_hand is { } file)
        {
            Remove(file, HotFileState.Evicted);
        }
    }

    private HotFile? Find(ReadOnlySpan<byte> key, int hash)
    {
        HotFile? file = _buckets[hash & (_buckets.Length - 1)];
        while (file is not null && (file.Hash != hash || !key.SequenceEqual(file.Key)))
        {
            file = file.NextInBucket;
        }

        return file;
    }

    private void RemoveFromBucket(HotFile file)
    {
        ref HotFile? bucket = ref BucketOf(file.Hash);
        if (ReferenceEquals(bucket, file))
        {
            bucket = file.NextInBucket;
        }
        else
        {
            HotFile before = bucket!;
            while (!ReferenceEquals(before.NextInBucket, file))
            {
                before = before.NextInBucket!;
            }

            before.NextInBucket = file.NextInBucket;
        }

        file.NextInBucket = null;
    }

    private void Grow()
    {
        HotFile?[] old = _buckets;
        _buckets = new HotFile?[old.Length * 2];
        foreach (HotFile? first in old)
        {
            HotFile? file = first;
            while (file is not null)
            {
                HotFile? next = file.NextInBucket;
                ref HotFile? bucket = ref BucketOf(file.Hash);
                file.NextInBucket = bucket;
                bucket = file;
                file = next;
            }
        }
    }

    private ref HotFile? BucketOf(int hash) => ref _buckets[hash & (_buckets.Length - 1)];
}
