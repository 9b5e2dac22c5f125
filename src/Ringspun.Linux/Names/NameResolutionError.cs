namespace Ringspun.Linux;

/// <summary>Why a name could not be resolved: the EAI codes of getaddrinfo(3), with their numbers in the GNU and musl C libraries.</summary>
public enum NameResolutionError
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Wrong flags (EAI_BADFLAGS).</summary>
    BADFLAGS = -1,

    /// <summary>There is no such name (EAI_NONAME).</summary>
    NONAME = -2,

    /// <summary>The name server does not answer now; it may later (EAI_AGAIN).</summary>
    AGAIN = -3,

    /// <summary>The name server refuses for good (EAI_FAIL).</summary>
    FAIL = -4,

    /// <summary>The name is there but has no address (EAI_NODATA).</summary>
    NODATA = -5,

    /// <summary>The address family is not supported (EAI_FAMILY).</summary>
    FAMILY = -6,

    /// <summary>The socket type is not supported (EAI_SOCKTYPE).</summary>
    SOCKTYPE = -7,

    /// <summary>The service is not known (EAI_SERVICE).</summary>
    SERVICE = -8,

    /// <summary>The name has no address of the wanted family (EAI_ADDRFAMILY).</summary>
    ADDRFAMILY = -9,

    /// <summary>There is no memory (EAI_MEMORY).</summary>
    MEMORY = -10,

    /// <summary>A system call failed: see the errno (EAI_SYSTEM).</summary>
    SYSTEM = -11,

    /// <summary>A result does not fit (EAI_OVERFLOW).</summary>
    OVERFLOW = -12,
}
