namespace Ringspun.Linux.Netlink;

/// <summary>What the kernel tells about a link of the kind "tun" (source: IFLA_TUN_* of linux/if_link.h; since Linux 4.20).</summary>
/// <param name="IsTap">Whether it carries Ethernet frames.</param>
/// <param name="IsPersistent">Whether it stays when no program has it open.</param>
/// <param name="HasMultipleQueues">Whether it was made for several queues, even if it has one.</param>
/// <param name="HasVirtioNetHeaders">Whether its packets come with <see cref="Devices.VirtioNetHeader"/>s.</param>
/// <param name="Queues">How many queues are attached now, where it is made for several.</param>
public readonly record struct TunLinkInfo(bool IsTap, bool IsPersistent, bool HasMultipleQueues, bool HasVirtioNetHeaders, int Queues);
