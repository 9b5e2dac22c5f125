namespace Ringspun.Linux.Netlink;

/// <summary>Flags of a netlink message (source: netlink(7)). Requests and answers give the same bits different meanings.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    REQUEST = 1,
    MULTI = 2,
    ACK = 4,

    /// <summary>A dump's answer: what is dumped has changed meanwhile.</summary>
    DUMP_INTR = 0x10,

    /// <summary>A question for all entries (NLM_F_ROOT and NLM_F_MATCH).</summary>
    DUMP = 0x300,

    /// <summary>Something new: it must not be there yet.</summary>
    EXCL = 0x200,
    CREATE = 0x400,

    /// <summary>An error's answer: the request is not repeated in full.</summary>
    CAPPED = 0x100,

    /// <summary>An error's answer: attributes follow.</summary>
    ACK_TLVS = EXCL,
}
