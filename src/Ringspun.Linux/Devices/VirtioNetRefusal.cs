namespace Ringspun.Linux.Devices;

/// <summary>Why bytes are no virtio-net header, or one that does not fit its packet.</summary>
public enum VirtioNetRefusal
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>There are fewer bytes than a header has.</summary>
    Truncated,

    /// <summary>The kind of segmentation is not known, or ECN is set without TCP.</summary>
    Segmentation,

    /// <summary>A super-segment whose segments have no size.</summary>
    SegmentSize,

    /// <summary>The headers are longer than the packet.</summary>
    HeaderLength,

    /// <summary>The checksum's field lies outside of the packet.</summary>
    Checksum,
}
