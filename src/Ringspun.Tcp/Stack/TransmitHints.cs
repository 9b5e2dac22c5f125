namespace Ringspun.Tcp;

/// <summary>What the device has still to do to a packet that is to be sent, as a virtio-net header says it.</summary>
/// <param name="HeaderLength">The bytes of all headers up to the data; 0 for a packet that is complete.</param>
/// <param name="SegmentSize">Of a super-segment the data of each segment that it is to be cut into; 0 when it is not to be cut.</param>
/// <param name="ChecksumStart">Where the sum begins when the checksum is to be filled in; the field holds the pseudo header's sum. 0 when it is complete.</param>
/// <param name="ChecksumOffset">Where the checksum field lies, counted from the start.</param>
public readonly record struct TransmitHints(int HeaderLength, int SegmentSize, int ChecksumStart, int ChecksumOffset)
{
    /// <summary>
    /// Whether the segment carries CWR (RFC 3168): of a super-segment only the first segment may. A virtio-net device is told so by
    /// <c>VIRTIO_NET_HDR_GSO_ECN</c>.
    /// </summary>
    public bool CongestionWindowReduced { get; init; }
}
