using Ringspun.Linux;

namespace Ringspun;

/// <content>Receive buffers: rented when data is there, so that idle connections hold none.</content>
public sealed partial class EpollAioDriver
{
    /// <summary>A request nearly always fits.</summary>
    internal const int SmallChunk = 4 * 1024;

    /// <summary>For peers that have just filled a small one.</summary>
    internal const int LargeChunk = 16 * 1024;

    private readonly ChunkPool _smallChunks = new(SmallChunk, maximumRetained: 1024);
    private readonly ChunkPool _largeChunks = new(LargeChunk, maximumRetained: 256);

    internal Chunk RentChunk(bool large) => (large ? _largeChunks : _smallChunks).Rent();

    private void DisposeChunks()
    {
        _smallChunks.Dispose();
        _largeChunks.Dispose();
    }
}
