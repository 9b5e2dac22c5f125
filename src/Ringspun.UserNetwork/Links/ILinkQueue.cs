using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>A link's packets for one loop. All members are for that loop's thread; none of them waits.</summary>
public interface ILinkQueue : IDisposable
{
    /// <summary>The descriptor that is readable when packets have come, and writable when they can go; -1: the link calls <see cref="Arrived"/>.</summary>
    int Descriptor => -1;

    /// <summary>Set by the queue's user: to be called when packets have come, by a link without a descriptor. Any thread.</summary>
    Action? Arrived { get => null; set { } }

    /// <summary>Takes the next IP packet.</summary>
    /// <param name="buffer">Where to; long enough for the longest packet, super-segments included.</param>
    /// <param name="hints">What the link knows of the packet.</param>
    /// <returns>
    /// The packet's length; -EAGAIN when none has come. -EMSGSIZE: one was dropped that is longer than the buffer. -EBADMSG: one was dropped
    /// that is no IP packet. Any other -errno: the link is gone, and stays so.
    /// </returns>
    int Receive(Span<byte> buffer, out ReceiveHints hints);

    /// <summary>Sends an IP packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="hints">What the link has still to do to it.</param>
    /// <returns>
    /// 0; -EAGAIN or -ENOBUFS when there is no room now: the packet is given again later. -EIO or -ENETDOWN: the link is down, and the packet
    /// was dropped. -EMSGSIZE or -EINVAL: this packet was refused. Any other -errno: the link is gone, and stays so.
    /// </returns>
    int Send(ReadOnlySpan<byte> packet, in TransmitHints hints);
}
