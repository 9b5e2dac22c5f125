using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// A byte stream between two ends. One receive and one send may be under way at a time, by different fibers; all members are for the
/// connection's loop.
/// </summary>
public interface IConnection : IDisposable
{
    /// <summary>This end's address.</summary>
    EndPoint? LocalEndPoint { get; }

    /// <summary>The peer's address.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>
    /// When the receive that is under way, or the next one, fails with ETIMEDOUT: nanoseconds of <see cref="EventLoop.Now"/>'s clock,
    /// <see cref="long.MaxValue"/> (the default) for never. Data that is there already is delivered all the same.
    /// </summary>
    long ReceiveDeadline { get; set; }

    /// <summary>
    /// A send fails with ETIMEDOUT when the peer's side has taken nothing for this long, or a sixteenth longer;
    /// <see cref="Timeout.InfiniteTimeSpan"/> (the default) for never.
    /// </summary>
    TimeSpan SendStallTimeout { get; set; }

    /// <summary>What the connection has sent without copying, as the kernel reports it.</summary>
    ZeroCopyCounters ZeroCopy { get; }

    /// <summary>Receives into <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Where to; must not be empty, and must be left alone until the operation has ended.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The number of bytes; 0 at the end of the stream.</returns>
    IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default);

    /// <summary>Receives into a buffer of the loop's, without copying. While nothing comes, no buffer is held.</summary>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The bytes; the caller releases the chunk. Empty at the end of the stream.</returns>
    IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default);

    /// <summary>Sends all of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">What to send; must be left alone until the operation has ended.</param>
    /// <param name="cancel">Gives up; how much has been sent is then unknown.</param>
    /// <returns>The number of bytes: the buffer's length.</returns>
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

    /// <summary>Ends this end's stream (FIN) after what has been sent; receiving goes on.</summary>
    void ShutdownSend();

    /// <summary>Drops the connection at once (RST); operations under way end with <see cref="ObjectDisposedException"/>.</summary>
    void Abort();
}
