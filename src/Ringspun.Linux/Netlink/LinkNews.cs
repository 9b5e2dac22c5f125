namespace Ringspun.Linux.Netlink;

/// <summary>What has become of a link.</summary>
internal enum LinkNews
{
    /// <summary>There is no news of it.</summary>
    None,

    /// <summary>It is switched on.</summary>
    Up,

    /// <summary>It is switched off.</summary>
    Down,

    /// <summary>It was removed, or has gone to another network.</summary>
    Removed,
}
