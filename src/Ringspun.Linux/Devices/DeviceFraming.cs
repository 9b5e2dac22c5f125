namespace Ringspun.Linux.Devices;

/// <summary>What TUN devices and packet sockets do alike: a virtio-net header, or nothing, in front of every packet. Pure.</summary>
internal static class DeviceFraming
{
    /// <summary>The longest super-segment: an IPv6 header does not count its own 40 bytes.</summary>
    internal const int LongestSuperSegment = 65_535 + 40;

    /// <summary>What makes sense of what is wanted: nothing goes without checksums, and ECN not without TCP segmentation.</summary>
    internal static DeviceOffloads Sensible(DeviceOffloads wanted)
    {
        wanted &= DeviceOffloads.All;
        if ((wanted & DeviceOffloads.Checksum) == 0)
        {
            return DeviceOffloads.None;
        }

        return (wanted & (DeviceOffloads.TcpSegmentation4 | DeviceOffloads.TcpSegmentation6)) == 0
            ? wanted & ~DeviceOffloads.TcpSegmentationEcn
            : wanted;
    }

    /// <summary>The checks and the header of a packet that is to be sent.</summary>
    /// <param name="buffer">The headroom and the packet.</param>
    /// <param name="headroom">The headroom: a virtio-net header or nothing.</param>
    /// <param name="header">What is left to the device.</param>
    /// <param name="offloads">What may be.</param>
    /// <param name="longestWhole">The longest packet that is no super-segment.</param>
    /// <param name="rest">The bytes of the packet that lie elsewhere.</param>
    internal static DeviceResult Frame(
        Span<byte> buffer, int headroom, in VirtioNetHeader header, DeviceOffloads offloads, int longestWhole, int rest = 0)
    {
        int length = buffer.Length - headroom + rest;
        bool isSuperSegment = header.Segmentation != VirtioNetSegmentation.None;
        if (rest > LongestSuperSegment || length > (isSuperSegment ? LongestSuperSegment : longestWhole))
        {
            return new DeviceResult(DeviceOutcome.TooLong);
        }

        if (length <= 0 || (Needed(header) & ~offloads) != 0 || header.Check(length) != VirtioNetRefusal.None)
        {
            return new DeviceResult(DeviceOutcome.Refused);
        }

        if (headroom > 0)
        {
            header.Write(buffer);
        }

        return DeviceResult.Done;
    }

    /// <summary>What came of a write, which takes a packet as a whole or not at all, unless something is wrong with the device.</summary>
    /// <param name="device">The device, which explains errors.</param>
    /// <param name="result">The number of bytes that were written; or -errno.</param>
    /// <param name="length">The number of bytes that were to be written.</param>
    internal static DeviceResult Written(IPacketDevice device, int result, int length) =>
        result == length ? DeviceResult.Done
        : result < 0 ? device.Explain(result, isSend: true)
        : new DeviceResult(DeviceOutcome.Cut);

    /// <summary>The packet in what a read has brought.</summary>
    /// <param name="bytes">What was read.</param>
    /// <param name="headroom">What is in front of the packet: a virtio-net header or nothing.</param>
    /// <param name="bufferLength">The shortest buffer to read into: so many bytes are one too many.</param>
    internal static ReceivedPacket Accept(ReadOnlySpan<byte> bytes, int headroom, int bufferLength)
    {
        if (bytes.Length >= bufferLength)
        {
            return new ReceivedPacket(DeviceOutcome.TooLong);
        }

        VirtioNetHeader header = default;
        return bytes.Length <= headroom || (headroom > 0 && VirtioNetHeader.Read(bytes, out header) != VirtioNetRefusal.None)
            ? new ReceivedPacket(DeviceOutcome.Malformed)
            : new ReceivedPacket(headroom, bytes.Length - headroom, header);
    }

    /// <summary>Refuses a buffer in which a packet might be cut off.</summary>
    /// <exception cref="ArgumentException">It is too short.</exception>
    internal static void CheckBuffer(int length, int least)
    {
        if (length < least)
        {
            throw new ArgumentException($"A buffer to receive into has {least} bytes or more, not {length}.");
        }
    }

    private static DeviceOffloads Needed(in VirtioNetHeader header) =>
        (header.NeedsChecksum ? DeviceOffloads.Checksum : DeviceOffloads.None)
        | (header.HasEcn ? DeviceOffloads.TcpSegmentationEcn : DeviceOffloads.None)
        | header.Segmentation switch
        {
            VirtioNetSegmentation.Tcp4 => DeviceOffloads.TcpSegmentation4,
            VirtioNetSegmentation.Tcp6 => DeviceOffloads.TcpSegmentation6,
            VirtioNetSegmentation.Udp => DeviceOffloads.UdpSegmentation,
            _ => DeviceOffloads.None,
        };
}
