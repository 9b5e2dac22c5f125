using System.Text;
using Ringspun.Http.Files;
using Ringspun.Http.Responses;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>The server's part on one event loop: its connections, its cache, its pools. Nothing here is shared with other loops.</summary>
internal sealed partial class LoopServer : IDisposable
{
    private const int HeadChunkBytes = 1024;
    private const int MaxIdleHeads = 1024;
    private const int BlockAlignment = 4096;
    private const int LargeBlockBytes = 128 * 1024;
    private const int MaxIdleLargeBlocks = 32;
    private const int SmallBlockBytes = 16 * 1024;
    private const int MaxIdleSmallBlocks = 256;

    // Each file that is sent while it is read holds two blocks for as long as its client takes: with many at a time, smaller ones.
    private const int MaxLargeBlocks = 512;
    private const int MaxIdleWorkspaces = 256;

    private readonly ChunkPool _heads = new(HeadChunkBytes, MaxIdleHeads);
    private readonly ChunkPool _largeBlocks = new(LargeBlockBytes, MaxIdleLargeBlocks, BlockAlignment);
    private readonly ChunkPool _smallBlocks = new(SmallBlockBytes, MaxIdleSmallBlocks, BlockAlignment);
    private readonly Stack<Workspace> _workspaces = new();
    private readonly List<Acceptor> _acceptors = [];
    private readonly Signal _empty;
    private readonly int _maxConnections;
    private HttpConnection? _first;
    private bool _reportedFull;

    /// <summary>Sets up the server on the calling loop.</summary>
    /// <param name="root">The served directory.</param>
    /// <param name="options">How to serve it.</param>
    /// <param name="loops">With how many loops the memory and the connections are shared.</param>
    public LoopServer(DirectoryHandle root, HttpServerOptions options, int loops)
    {
        Loop = EventLoop.Current ?? throw new InvalidOperationException("A loop's server is made on its loop.");
        Options = options;
        Limits = options.Limits;
        IndexFile = Encoding.UTF8.GetBytes(options.IndexFile);
        IdleNanoseconds = Nanoseconds(Limits.IdleTimeout);
        HeadNanoseconds = Nanoseconds(Limits.HeadTimeout);
        BodyNanoseconds = Nanoseconds(Limits.BodyTimeout);
        Clock = new WallClock(Loop, options.TimeProvider);
        Site = new SiteDirectory(Loop.Driver.Files, root, options.DirectReads);

        long cacheBytes = options.CacheBytes / loops;
        long maxFileBytes = Math.Min(options.MaxCachedFileBytes ?? cacheBytes / 8, Math.Min(cacheBytes, 1L << 30));
        Cache = new HotFileCache(cacheBytes, maxFileBytes);
        Loader = new HotFileLoader(Loop, Site, Cache, Clock, Counters, options.DirectReads);
        _maxConnections = Math.Max(1, options.MaxConnections / loops);
        _empty = new Signal(Loop);
        ContinueResponse = NativeChunk.Allocate(Continue.Length);
        Continue.CopyTo(ContinueResponse.Span);
    }

    public EventLoop Loop { get; }

    public HttpServerOptions Options { get; }

    public HttpLimits Limits { get; }

    public long IdleNanoseconds { get; }

    public long HeadNanoseconds { get; }

    public long BodyNanoseconds { get; }

    public byte[] IndexFile { get; }

    public WallClock Clock { get; }

    public SiteDirectory Site { get; }

    public HotFileCache Cache { get; }

    public HotFileLoader Loader { get; }

    public LoopCounters Counters { get; } = new();

    /// <summary>The interim response of RFC 9110 section 15.2.1.</summary>
    public Chunk ContinueResponse { get; }

    public bool IsDraining { get; private set; }

    public bool IsFull => Counters.Active >= _maxConnections;

    private static ReadOnlySpan<byte> Continue => "HTTP/1.1 100 Continue\r\n\r\n"u8;

    /// <summary>Accepts what comes to a listener of this loop.</summary>
    public void Accept(IListener listener)
    {
        var acceptor = new Acceptor(this, listener);
        _acceptors.Add(acceptor);
        Loop.SpawnDetached(static a => a.RunAsync(), acceptor);
    }

    /// <summary>Serves a connection in a fiber of its own.</summary>
    public void Start(IConnection connection)
    {
        var served = new HttpConnection(this, connection) { Next = _first };
        if (_first is not null)
        {
            _first.Previous = served;
        }

        _first = served;
        Counters.Accepted++;
        Counters.Active++;
        Loop.SpawnDetached(static c => c.RunAsync(), served);
    }

    /// <summary>A connection has ended.</summary>
    public void Remove(HttpConnection connection)
    {
        if (connection.Next is not null)
        {
            connection.Next.Previous = connection.Previous;
        }

        if (connection.Previous is not null)
        {
            connection.Previous.Next = connection.Next;
        }
        else
        {
            _first = connection.Next;
        }

        connection.Next = connection.Previous = null;
        Counters.Active--;
        Counters.CacheBytes = Cache.Bytes;
        foreach (Acceptor acceptor in _acceptors)
        {
            acceptor.NoteRoom();
        }

        if (Counters.Active == 0 && IsDraining)
        {
            _empty.Set();
        }
    }

    /// <summary>Says once that connections have to wait.</summary>
    public void ReportFull()
    {
        if (!_reportedFull)
        {
            _reportedFull = true;
            ServerLog.TooManyConnections(Options.Logger, _maxConnections);
        }
    }

    /// <summary>A small chunk for one response head.</summary>
    public Chunk RentHead() => _heads.Rent();

    /// <summary>An aligned chunk, of whole blocks, for the next part of a file.</summary>
    /// <param name="wanted">How much of the file is left to send.</param>
    public Chunk RentBlock(long wanted) =>
        wanted > SmallBlockBytes && _largeBlocks.RentedCount < MaxLargeBlocks ? _largeBlocks.Rent() : _smallBlocks.Rent();

    public Workspace RentWorkspace() =>
        _workspaces.TryPop(out Workspace? workspace) ? workspace : new Workspace(Limits.MaxPipelinedRequests, Limits.MaxHeadBytes);

    public void ReturnWorkspace(Workspace workspace)
    {
        if (_workspaces.Count < MaxIdleWorkspaces)
        {
            _workspaces.Push(workspace);
        }
    }

    /// <summary>Gives the memory back; what is under way still keeps its part.</summary>
    public void Dispose()
    {
        Cache.Clear();
        Counters.CacheBytes = 0;
        ContinueResponse.Release();
        _heads.Dispose();
        _largeBlocks.Dispose();
        _smallBlocks.Dispose();
    }

    private static long Nanoseconds(TimeSpan time) =>
        time.Ticks > long.MaxValue / (4 * TimeSpan.NanosecondsPerTick) ? long.MaxValue / 4 : time.Ticks * TimeSpan.NanosecondsPerTick;
}
