using Ringspun.Http.Responses;
using Ringspun.Linux;

namespace Ringspun.Http.Files;

/// <summary>A file of the cache: its contents in native memory, with the response to a plain request ready to send.</summary>
/// <remarks>
/// A small file is one chunk, head and body together: a request for it is one reference to one piece of memory. The Date in it changes
/// once a second; then a new image is made, and the old one lives until the last send that uses it has ended.
/// </remarks>
internal sealed class HotFile(byte[] key, int hash, byte[] path)
{
    /// <summary>Up to this size head and body share a chunk: copying the body once a second costs less than a second buffer per send.</summary>
    private const int MaxImageBody = 64 * 1024;

    // What an entry weighs besides its contents: head, key, objects.
    private const int Overhead = 1024;

    private Chunk _head;
    private Chunk _body;
    private long _second;

    /// <summary>The canonical target.</summary>
    public byte[] Key { get; } = key;

    public int Hash { get; } = hash;

    /// <summary>The file below the served directory.</summary>
    public byte[] Path { get; } = path;

    public HotFileState State { get; set; }

    /// <summary>Why the file is gone.</summary>
    public int GoneStatus { get; set; }

    public FileStatus Status { get; private set; }

    public FileVersion Version { get; private set; }

    public byte[] ContentType { get; } = ContentTypes.Of(path);

    /// <summary>When the contents were last known to be the file's, or the file to be one to stream; nanoseconds of the loop's clock.</summary>
    public long ValidatedAt { get; set; }

    /// <summary>
    /// The file changed so shortly before it was read that another change might have left its times as they are (they have the resolution of
    /// the kernel's tick): it is read again rather than compared.
    /// </summary>
    public bool IsFresh { get; private set; }

    /// <summary>The fiber that reads or checks the file; those who need its outcome join it.</summary>
    public FiberHandle Refresh { get; set; }

    public bool IsRefreshing { get; set; }

    /// <summary>Memory that the entry is charged for.</summary>
    public long Charge { get; private set; } = Overhead;

    /// <summary>Whether it was asked for since the cache's hand last passed.</summary>
    public bool IsUsed { get; set; }

    public HotFile? NextInBucket { get; set; }

    public HotFile? Previous { get; set; }

    public HotFile? Next { get; set; }

    /// <summary>The body alone.</summary>
    public Chunk Body => IsImage ? _head.Slice(HeadLength) : _body;

    /// <summary>The head of the ready response.</summary>
    public Chunk Head => _head.Slice(0, HeadLength);

    /// <summary>Head and body in one; only where <see cref="IsImage"/>.</summary>
    public Chunk Image => _head;

    public bool IsImage { get; private set; }

    private int HeadLength { get; set; }

    private int DateOffset { get; set; }

    /// <summary>Takes new contents; the old ones live on in the sends under way.</summary>
    /// <param name="body">The contents; the entry takes over the reference.</param>
    /// <param name="status">The status before and after reading them.</param>
    /// <param name="isFresh">See <see cref="IsFresh"/>.</param>
    /// <param name="clock">For the head.</param>
    public void SetContents(Chunk body, in FileStatus status, bool isFresh, WallClock clock)
    {
        ReleaseContents();
        Status = status;
        Version = VersionOf(status);
        IsFresh = isFresh;
        IsImage = body.Length <= MaxImageBody;
        Charge = Overhead + body.Length;
        _second = clock.Seconds;

        Span<byte> head = stackalloc byte[FileResponse.MaxHeadBytes];
        var framing = new ResponseFraming(clock.Date, keepAlive: true, minorVersion: 1, isHead: false);
        HeadLength = FileResponse.WriteHead(head, Verdict.Full, Version, ContentType, framing, out int dateOffset);
        DateOffset = dateOffset;
        _head = NativeChunk.Allocate(IsImage ? HeadLength + body.Length : HeadLength);
        head[..HeadLength].CopyTo(_head.Span);
        if (IsImage)
        {
            body.Span.CopyTo(_head.Span[HeadLength..]);
            body.Release();
        }
        else
        {
            _body = body.Seal();
        }

        _head.Seal();
        State = HotFileState.Ready;
    }

    /// <summary>Brings the Date of the ready response up to the present second.</summary>
    public void Touch(WallClock clock)
    {
        IsUsed = true;
        if (_second == clock.Seconds)
        {
            return;
        }

        Chunk renewed = NativeChunk.Allocate(_head.Length);
        _head.Span.CopyTo(renewed.Span);
        clock.Date.CopyTo(renewed.Span[DateOffset..]);
        _head.Release();
        _head = renewed.Seal();
        _second = clock.Seconds;
    }

    public void ReleaseContents()
    {
        _head.Release();
        _body.Release();
        _head = _body = Chunk.Empty;
        Charge = Overhead;
    }

    public static FileVersion VersionOf(in FileStatus status) => new(status.Size, status.ModifiedNanoseconds, status.Inode);
}
