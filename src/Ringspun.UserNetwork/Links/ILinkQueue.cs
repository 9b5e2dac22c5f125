using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.Tcp.Buffers;

namespace Ringspun.UserLevel;

/// <summary>A link's packets for one loop. All members are for that loop's thread; none of them waits.</summary>
/// <remarks>
/// A packet is an IP packet; or an Ethernet frame, where the link has an <see cref="ILink.HardwareAddress"/>. The memory of packets is the queue's: who
/// reads or writes the kernel's side several packets ahead has memory for as many.
/// </remarks>
public interface ILinkQueue : IDisposable
{
    /// <summary>The descriptor that is readable when packets have come, and writable when they can go; -1: the link calls <see cref="Arrived"/>.</summary>
    int Descriptor => -1;

    /// <summary>Readable when the link may have changed, which <see cref="ReadState"/> tells; -1: <see cref="Receive"/> tells all.</summary>
    int StateDescriptor => -1;

    /// <summary>Set by the queue's user: to be called when packets have come, by a link without a descriptor. Any thread.</summary>
    Action? Arrived { get => null; set { } }

    /// <summary>Tells what has become of the link since this was asked last.</summary>
    /// <returns>0: it is up; -EAGAIN: there is no news; -ENETDOWN: it is down, and may come up again. Any other -errno: it is gone, and stays so.</returns>
    int ReadState() => -(int)Errno.EAGAIN;

    /// <summary>Takes the next packet.</summary>
    /// <param name="packet">The packet; valid until the next call.</param>
    /// <param name="hints">What the link knows of it.</param>
    /// <returns>
    /// 0; -EAGAIN when none has come. -EMSGSIZE: one was dropped that is too long. -EBADMSG: one was dropped that makes no sense. -ENOBUFS: some were
    /// lost before this. -ENETDOWN: the link has gone down, and may come up again. Any other -errno: the link is gone, and stays so.
    /// </returns>
    int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints);

    /// <summary>Keeps a part of the packet that was received last, so that whoever wants its data need not copy it: the next one comes in elsewhere.</summary>
    /// <param name="part">The part, where it lies.</param>
    /// <returns>The part, with a reference that is the caller's to release, when and where it likes; empty: it cannot be kept, and is to be copied.</returns>
    Chunk Keep(ReadOnlySpan<byte> part) => Chunk.Empty;

    /// <summary>Where the next packet to be sent is to be written: room for the longest. Empty: there is no room now.</summary>
    Span<byte> SendBuffer { get; }

    /// <summary>Sends the packet that was written to <see cref="SendBuffer"/>.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="hints">What the link has still to do to it.</param>
    /// <returns>
    /// 0; -EAGAIN when there is no room now: the packet stays where it is, and this is called again later. -EIO or -ENETDOWN: the link is down, and the
    /// packet was dropped. -ENOBUFS, -EMSGSIZE, -EINVAL, -EHOSTUNREACH, -EPERM: this packet was dropped. Any other -errno: the link is gone, and stays so.
    /// </returns>
    int Send(int length, in TransmitHints hints);

    /// <summary>Whether packets may be sent whose data lies elsewhere.</summary>
    bool Gathers => false;

    /// <summary>Sends a packet whose headers were written to <see cref="SendBuffer"/>, and whose data lies elsewhere.</summary>
    /// <param name="length">The whole packet's length in bytes; <paramref name="data"/> is what comes last in it.</param>
    /// <param name="hints">What the link has still to do to it.</param>
    /// <param name="data">The data. It must be let go of before this returns.</param>
    /// <returns>As <see cref="Send"/>; with -EAGAIN the data has been copied behind the headers, and <see cref="Send"/> is called later.</returns>
    int SendGathered(int length, in TransmitHints hints, PayloadParts data)
    {
        data.CopyTo(SendBuffer[..length]);
        return Send(length, hints);
    }
}
