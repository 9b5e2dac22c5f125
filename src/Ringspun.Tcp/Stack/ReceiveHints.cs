namespace Ringspun.Tcp;

/// <summary>What the device knows of a packet that has arrived.</summary>
/// <param name="ChecksumVerified">Whether the upper layer's checksum is known to be right, or was never computed because the packet has not left the
/// host (virtio's DATA_VALID and NEEDS_CSUM): it is then not verified in software.</param>
/// <param name="SegmentSize">Of a super-segment the data of each of the segments that it was made of; 0 for an ordinary packet.</param>
public readonly record struct ReceiveHints(bool ChecksumVerified = false, int SegmentSize = 0);
