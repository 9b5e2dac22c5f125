namespace Ringspun.Linux.Netlink;

/// <summary>Why bytes are no netlink message, attribute, or answer of the kind that is read.</summary>
internal enum NetlinkRefusal
{
    None,

    /// <summary>Fewer bytes are left than a header has.</summary>
    Truncated,

    /// <summary>A length is shorter than its own header, or longer than what holds it.</summary>
    Length,

    /// <summary>A value has the wrong number of bytes.</summary>
    Value,

    /// <summary>It is another message.</summary>
    Kind,

    /// <summary>Something that every such message has is missing.</summary>
    Missing,
}
