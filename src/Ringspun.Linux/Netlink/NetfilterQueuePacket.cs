namespace Ringspun.Linux.Netlink;

/// <summary>A packet of a netfilter queue, and where it lies in its message.</summary>
/// <param name="Id">Its number, which the verdict names; they count up.</param>
/// <param name="Offset">Where it begins in the message.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="IsCut">Whether it was longer.</param>
/// <param name="IsVerified">Whether its upper layer's checksum is right, or was never computed.</param>
internal readonly record struct NetfilterQueuePacket(uint Id, int Offset, int Length, bool IsCut, bool IsVerified);
