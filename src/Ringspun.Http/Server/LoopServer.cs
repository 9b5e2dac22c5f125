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
    private const int BlockBytes = 128 * 1024;
    private const int MaxIdleBlocks = 32;
    private const int MaxIdleWorkspaces = 256;

    private readonly ChunkPool _heads = new(HeadChunkBytes, MaxIdleHeads);
    private readonly ChunkPool _blocks = new(BlockBytes, MaxIdleBlocks, alignment: 4096);
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

    /// <summary>A large, aligned chunk for a part of a file.</summary>
    public Chunk RentBlock() => _blocks.Rent();

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
        _blocks.Dispose();
    }

    private static long Nanoseconds(TimeSpan time) =>
        time.Ticks > long.MaxValue / (4 * TimeSpan.NanosecondsPerTick) ? long.MaxValue / 4 : time.Ticks * TimeSpan.NanosecondsPerTick;
}
