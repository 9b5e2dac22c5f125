namespace Ringspun.Linux;

/// <summary>How mapped memory will be used: MADV_* (source: madvise(2)).</summary>
public enum MemoryAdvice
{
    /// <summary>Nothing special.</summary>
    NORMAL = 0,

    /// <summary>In no order.</summary>
    RANDOM = 1,

    /// <summary>From front to back.</summary>
    SEQUENTIAL = 2,

    /// <summary>Soon.</summary>
    WILLNEED = 3,

    /// <summary>Give the pages back now; private anonymous memory reads as zero afterwards.</summary>
    DONTNEED = 4,

    /// <summary>Give the pages back when memory is short.</summary>
    FREE = 8,

    /// <summary>Child processes do not get it.</summary>
    DONTFORK = 10,

    /// <summary>Use transparent huge pages.</summary>
    HUGEPAGE = 14,

    /// <summary>Use no transparent huge pages.</summary>
    NOHUGEPAGE = 15,

    /// <summary>Leave it out of core dumps.</summary>
    DONTDUMP = 16,

    /// <summary>Make the pages present for reading now; Linux 5.14.</summary>
    POPULATE_READ = 22,

    /// <summary>Make the pages present for writing now; Linux 5.14.</summary>
    POPULATE_WRITE = 23,
}
