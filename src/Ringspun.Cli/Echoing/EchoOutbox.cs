using Ringspun.Linux;

namespace Ringspun.Cli.Echoing;

/// <summary>What goes back with the next send. One chunk, as nearly always, needs no memory of its own.</summary>
internal struct EchoOutbox
{
    /// <summary>Chunks of one send.</summary>
    public const int Capacity = 64;

    /// <summary>With so many bytes a send is worth its system call, and its client has had its share.</summary>
    private const int EnoughBytes = 128 * 1024;

    // One receive may add the beginning of a line and its end.
    private const int MostOfOneReceive = 2;

    private Chunk _first;
    private Chunk[]? _all;
    private int _bytes;

    public int Count { get; private set; }

    public readonly bool HasRoom => Count <= Capacity - MostOfOneReceive && _bytes < EnoughBytes;

    /// <summary>The only chunk.</summary>
    public readonly Chunk First => _first;

    /// <summary>The chunks, where there are several.</summary>
    public readonly ReadOnlyMemory<Chunk> All => _all.AsMemory(0, Count);

    /// <summary>Adds a chunk, and with it the duty to release it.</summary>
    public void Add(Chunk chunk, EchoLoop echo)
    {
        if (Count == 0)
        {
            _first = chunk;
        }
        else
        {
            _all ??= echo.RentChunks();
            _all[0] = _first;
            _all[Count] = chunk;
        }

        Count++;
        _bytes += chunk.Length;
    }

    /// <summary>Releases the chunks.</summary>
    public void Clear(EchoLoop echo)
    {
        if (_all is null)
        {
            _first.Release();
        }
        else
        {
            foreach (Chunk chunk in All.Span)
            {
                chunk.Release();
            }

            echo.ReturnChunks(_all);
        }

        this = default;
    }
}
