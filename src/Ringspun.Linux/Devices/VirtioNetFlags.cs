namespace Ringspun.Linux.Devices;

/// <summary>What a <see cref="VirtioNetHeader"/> says about the checksum (source: virtio 1.3, section 5.1.6; linux/virtio_net.h).</summary>
[Flags]
public enum VirtioNetFlags : byte
{
    /// <summary>Nothing: the packet carries its checksum, and nobody has verified it.</summary>
    None = 0,

    /// <summary>The checksum is to be computed from ChecksumStart to the packet's end and stored at ChecksumOffset (VIRTIO_NET_HDR_F_NEEDS_CSUM).</summary>
    NeedsChecksum = 1,

    /// <summary>The checksum was verified (VIRTIO_NET_HDR_F_DATA_VALID).</summary>
    DataValid = 2,

    /// <summary>The checksum's fields count merged segments instead; never between the kernel and a program (VIRTIO_NET_HDR_F_RSC_INFO).</summary>
    ReceiveCoalescing = 4,
}
