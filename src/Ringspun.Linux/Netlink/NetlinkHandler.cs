namespace Ringspun.Linux.Netlink;

/// <summary>Takes one message of an answer.</summary>
/// <returns>Why it cannot be read; otherwise none.</returns>
internal delegate NetlinkRefusal NetlinkHandler(NetlinkMessage message);
