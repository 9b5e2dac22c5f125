using Ringspun.Linux;
using Ringspun.Linux.Devices;
using Ringspun.Tcp;
using Ringspun.Tcp.Wire;

namespace Ringspun.UserLevel;

/// <summary>Between a device's words for packets and the stack's.</summary>
internal static class PacketHints
{
    internal static ReceiveHints Of(in VirtioNetHeader header) =>
        new(header.IsChecksumTrusted, header.Segmentation == VirtioNetSegmentation.None ? 0 : header.SegmentSize);

    internal static VirtioNetHeader ToHeader(in TransmitHints hints, ReadOnlySpan<byte> packet, bool isEthernet)
    {
        if (hints.SegmentSize == 0)
        {
            return hints.ChecksumStart == 0 ? default : VirtioNetHeader.Partial(hints.ChecksumStart, hints.ChecksumOffset);
        }

        bool isIpv4 = packet[isEthernet ? EthernetFrame.HeaderLength : 0] >> 4 == 4;
        return VirtioNetHeader.Segmented(
            isIpv4 ? VirtioNetSegmentation.Tcp4 : VirtioNetSegmentation.Tcp6,
            hints.SegmentSize,
            hints.HeaderLength,
            hints.ChecksumStart,
            hints.ChecksumOffset);
    }

    /// <summary>What an <see cref="ILinkQueue"/> returns for a device's outcome. An error that nobody knows costs a packet to be sent, and no more.</summary>
    internal static int ResultOf(DeviceOutcome outcome, Errno errno, bool isSend) => -(int)(outcome switch
    {
        DeviceOutcome.WouldBlock => Errno.EAGAIN,
        DeviceOutcome.TooLong => Errno.EMSGSIZE,
        DeviceOutcome.Malformed => Errno.EBADMSG,
        DeviceOutcome.Refused or DeviceOutcome.Cut => Errno.EINVAL,
        DeviceOutcome.Down => Errno.ENETDOWN,
        DeviceOutcome.NoBuffers or DeviceOutcome.Lost => Errno.ENOBUFS,
        DeviceOutcome.Unreachable => Errno.EHOSTUNREACH,
        DeviceOutcome.NotPermitted => Errno.EPERM,
        DeviceOutcome.Gone => Errno.ENODEV,
        DeviceOutcome.Closed => Errno.EBADF,
        _ => isSend ? Errno.EINVAL : errno == Errno.None ? Errno.ENODEV : errno,
    });
}
