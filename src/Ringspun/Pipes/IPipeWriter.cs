using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// The end of a pipe that bytes go into. One send may be under way at a time; all members are for the pipe's loop. Disposing it ends the stream
/// behind what has been sent.
/// </summary>
public interface IPipeWriter : IDisposable
{
    /// <summary>How many bytes fit into the pipe.</summary>
    int Capacity { get; }

    /// <summary>Sends all of <paramref name="buffer"/>; waits for the reader as often as the pipe is full.</summary>
    /// <param name="buffer">What to send; must be left alone until the operation has ended.</param>
    /// <param name="cancel">Gives up; how much has been sent is then unknown.</param>
    /// <returns>The number of bytes: the buffer's length. LinuxException with EPIPE: nobody reads any more.</returns>
    IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default);

    /// <summary>Sends all of <paramref name="chunk"/>; holds a reference of its own meanwhile.</summary>
    /// <param name="chunk">What to send.</param>
    /// <param name="cancel">Gives up; how much has been sent is then unknown.</param>
    /// <returns>The number of bytes: the chunk's length.</returns>
    IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default);

    /// <summary>Sends all of several chunks, one after the other, with as few system calls as can be.</summary>
    /// <param name="chunks">What to send, at most 2 GiB in all; array and chunks must be left alone until the operation has ended.</param>
    /// <param name="cancel">Gives up; how much has been sent is then unknown.</param>
    /// <returns>The number of bytes: the sum of the lengths.</returns>
    IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default);
}
