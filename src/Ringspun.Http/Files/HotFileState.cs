namespace Ringspun.Http.Files;

/// <summary>What the cache knows of a file.</summary>
internal enum HotFileState : byte
{
    /// <summary>Nothing yet; it is being read for the first time.</summary>
    New,

    /// <summary>Its contents are in memory.</summary>
    Ready,

    /// <summary>It is not kept in memory: too large, or it changes while it is read. Every request reads it.</summary>
    Streamed,

    /// <summary>There is no such file to serve; the entry has left the cache and tells those who waited for it why.</summary>
    Gone,

    /// <summary>It had to make room; the entry has left the cache.</summary>
    Evicted,
}
