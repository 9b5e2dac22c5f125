namespace Ringspun.Linux;

/// <summary>Resources that a process may use to a limit: RLIMIT_*, the same on x64 and arm64 (source: getrlimit(2)).</summary>
public enum ResourceKind
{
    /// <summary>Open descriptors, counted from 0 (RLIMIT_NOFILE).</summary>
    NOFILE = 7,

    /// <summary>Bytes locked in memory, rings of io_uring among them (RLIMIT_MEMLOCK).</summary>
    MEMLOCK = 8,
}
