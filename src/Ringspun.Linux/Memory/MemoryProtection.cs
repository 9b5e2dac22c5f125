namespace Ringspun.Linux;

/// <summary>What may be done with mapped memory: PROT_* (source: mmap(2)).</summary>
[Flags]
public enum MemoryProtection
{
    /// <summary>Nothing (PROT_NONE).</summary>
    NONE = 0,

    /// <summary>Reading (PROT_READ).</summary>
    READ = 1,

    /// <summary>Writing (PROT_WRITE).</summary>
    WRITE = 2,

    /// <summary>Running (PROT_EXEC).</summary>
    EXEC = 4,
}
