using System.Text;
using Microsoft.Extensions.Logging;
using Ringspun.Linux;

namespace Ringspun.Cli.Echoing;

/// <summary>The echo server's part on one event loop: nothing here is shared with other loops.</summary>
internal sealed partial class EchoLoop : IDisposable
{
    // Bytes that were on their way when the drain began come back.
    private const long QuietNanoseconds = 100_000_000;
    private const int ShortLineBytes = 512;
    private const int MaxIdleArrays = 256;

    private readonly List<IListener> _listeners = [];
    private readonly Stack<Chunk[]> _arrays = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly FiberEvent _room = new(isSet: true);
    private readonly FiberEvent _empty = new();
    private readonly long _idleNanoseconds;
    private EchoConnection? _first;
    private bool _reportedFull;

    /// <summary>Sets up the server on the calling loop.</summary>
    public EchoLoop(EchoOptions options, ILogger logger)
    {
        Loop = EventLoop.Current ?? throw new InvalidOperationException("A loop's server is made on its loop.");
        Options = options;
        Logger = logger;
        _idleNanoseconds = Nanoseconds(options.IdleTimeout);
        Refusal = Encoding.ASCII.GetBytes($"error: a line has more than {options.MaxLine} bytes (--max-line)\n");
    }

    public EventLoop Loop { get; }

    public EchoOptions Options { get; }

    public ILogger Logger { get; }

    /// <summary>What a client is told that has sent too long a line.</summary>
    public ReadOnlyMemory<byte> Refusal { get; }

    /// <summary>Memory for lines that have begun.</summary>
    public ChunkPool ShortLines { get; } = new(ShortLineBytes);

    public long Accepted { get; private set; }

    public int Active { get; private set; }

    public long BytesEchoed { get; set; }

    public bool IsDraining { get; private set; }

    /// <summary>Until when a connection may be silent that falls silent now.</summary>
    public long NextDeadline() => Loop.Now + (IsDraining ? QuietNanoseconds : _idleNanoseconds);

    /// <summary>Accepts what comes to a listener of this loop.</summary>
    public void Accept(IListener listener)
    {
        _listeners.Add(listener);
        Loop.SpawnDetached(static x => x.echo.AcceptAsync(x.listener), (echo: this, listener));
    }

    /// <summary>A connection has ended.</summary>
    public void Remove(EchoConnection connection)
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
        Active--;
        if (!_room.IsSet)
        {
            _room.Set();
        }

        if (Active == 0 && IsDraining)
        {
            _empty.Set();
        }
    }

    public Chunk[] RentChunks() => _arrays.TryPop(out Chunk[]? chunks) ? chunks : new Chunk[EchoOutbox.Capacity];

    public void ReturnChunks(Chunk[] chunks)
    {
        if (_arrays.Count < MaxIdleArrays)
        {
            _arrays.Push(chunks);
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        ShortLines.Dispose();
    }

    private async Fiber AcceptAsync(IListener listener)
    {
        try
        {
            while (!IsDraining)
            {
                if (Active >= Options.MaxConnections)
                {
                    ReportFull();
                    _room.Reset();
                    await _room.Wait(_stopping.Token);
                    continue;
                }

                Start(await listener.AcceptAsync());
            }
        }
        catch (Exception) when (IsDraining)
        {
            // The listener was closed under us: that is how a drain begins.
        }
        catch (Exception exception)
        {
            EchoLog.AcceptFailed(Logger, exception);
        }
    }

    private void Start(IConnection connection)
    {
        var echo = new EchoConnection(this, connection) { Next = _first };
        if (_first is not null)
        {
            _first.Previous = echo;
        }

        _first = echo;
        Accepted++;
        Active++;
        Loop.SpawnDetached(static c => c.RunAsync(), echo);
    }

    /// <summary>Says once that connections have to wait.</summary>
    private void ReportFull()
    {
        if (!_reportedFull)
        {
            _reportedFull = true;
            EchoLog.TooManyConnections(Logger, Options.MaxConnections);
        }
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
