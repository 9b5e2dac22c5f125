namespace Ringspun.Linux;

/// <summary>How memory is mapped: MAP_*, the same on x64 and arm64 (source: mmap(2)).</summary>
[Flags]
public enum MapFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Changes are seen by others and reach the file (MAP_SHARED).</summary>
    SHARED = 0x1,

    /// <summary>Changes stay here (MAP_PRIVATE).</summary>
    PRIVATE = 0x2,

    /// <summary>Zeroed memory without a file (MAP_ANONYMOUS).</summary>
    ANONYMOUS = 0x20,

    /// <summary>Locked in memory; counts against RLIMIT_MEMLOCK (MAP_LOCKED).</summary>
    LOCKED = 0x2000,

    /// <summary>Reserve no swap space (MAP_NORESERVE).</summary>
    NORESERVE = 0x4000,

    /// <summary>Make the pages present now (MAP_POPULATE).</summary>
    POPULATE = 0x8000,

    /// <summary>Huge pages that were reserved by vm.nr_hugepages (MAP_HUGETLB).</summary>
    HUGETLB = 0x40000,
}
