using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>The responses that wait to be sent together. Holds a reference to every chunk in it.</summary>
internal sealed class Outbox(int maxResponses)
{
    // Beyond this, gathering more saves nothing and holds memory.
    private const int EnoughBytes = 1024 * 1024;

    // A response is at most a head and a body.
    private readonly Chunk[] _chunks = new Chunk[2 * maxResponses];

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public bool IsEmpty => Count == 0;

    /// <summary>True when the responses should be sent before another is added.</summary>
    public bool IsFull => Count > _chunks.Length - 2 || Bytes >= EnoughBytes;

    public Chunk First => _chunks[0];

    public ReadOnlyMemory<Chunk> Chunks => _chunks.AsMemory(0, Count);

    /// <summary>Adds a chunk; the outbox takes over the caller's reference.</summary>
    public void Add(Chunk chunk)
    {
        if (chunk.IsEmpty)
        {
            chunk.Release();
            return;
        }

        _chunks[Count++] = chunk;
        Bytes += chunk.Length;
    }

    /// <summary>Releases everything: it was sent, or never will be.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++)
        {
            _chunks[i].Release();
        }

        Array.Clear(_chunks, 0, Count);
        Count = 0;
        Bytes = 0;
    }
}
