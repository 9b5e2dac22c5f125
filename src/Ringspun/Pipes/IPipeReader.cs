using Ringspun.Linux;

namespace Ringspun;

/// <summary>The end of a pipe that bytes come out of. One receive may be under way at a time; all members are for the pipe's loop.</summary>
public interface IPipeReader : IDisposable
{
    /// <summary>How many bytes fit into the pipe.</summary>
    int Capacity { get; }

    /// <summary>Receives into <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Where to; must not be empty, and must be left alone until the operation has ended.</param>
    /// <param name="cancel">Stops waiting; the operation ends once the kernel has let go of the buffer, and with the bytes if some came first.</param>
    /// <returns>The number of bytes; 0 at the end of the stream, when all writers have closed their ends.</returns>
    /// <remarks>Behind the end of a FIFO's stream there may be another, when it is opened for writing again.</remarks>
    IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default);

    /// <summary>Receives into a buffer of the loop's, without copying. While nothing comes, no buffer is held.</summary>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The bytes; the caller releases the chunk. Empty at the end of the stream.</returns>
    IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default);
}
