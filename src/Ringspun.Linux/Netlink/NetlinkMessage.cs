namespace Ringspun.Linux.Netlink;

/// <summary>One netlink message: struct nlmsghdr and what follows it (source: netlink(7)).</summary>
internal readonly ref struct NetlinkMessage
{
    /// <summary>The header's length in bytes.</summary>
    internal const int HeaderLength = 16;

    /// <summary>Messages of the protocol itself: nothing, an error or acknowledgment, the end of a dump, lost data.</summary>
    internal const ushort NOOP = 1;
    internal const ushort ERROR = 2;
    internal const ushort DONE = 3;
    internal const ushort OVERRUN = 4;

    internal ushort Type { get; init; }

    internal NetlinkFlags Flags { get; init; }

    internal uint Sequence { get; init; }

    /// <summary>The bytes behind the header.</summary>
    internal ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Everything is a multiple of four bytes long.</summary>
    internal static int Align(int length) => (length + 3) & ~3;
}
