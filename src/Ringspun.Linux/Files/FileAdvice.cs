namespace Ringspun.Linux;

/// <summary>How a file will be used: POSIX_FADV_* (source: posix_fadvise(2)).</summary>
public enum FileAdvice
{
    /// <summary>Nothing special.</summary>
    NORMAL = 0,

    /// <summary>In no order: do not read ahead.</summary>
    RANDOM = 1,

    /// <summary>From front to back: read further ahead.</summary>
    SEQUENTIAL = 2,

    /// <summary>Soon: start reading into the page cache.</summary>
    WILLNEED = 3,

    /// <summary>Not soon: drop clean pages.</summary>
    DONTNEED = 4,

    /// <summary>Once.</summary>
    NOREUSE = 5,
}
