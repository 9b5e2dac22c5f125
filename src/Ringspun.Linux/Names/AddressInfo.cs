using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>One answer of a look-up, linked to the next: struct addrinfo, 48 bytes on 64-bit machines (source: getaddrinfo(3)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct AddressInfo
{
    /// <summary>What is asked for (ai_flags).</summary>
    internal int Flags;

    /// <summary>The address family (ai_family).</summary>
    internal int Family;

    /// <summary>The socket type (ai_socktype).</summary>
    internal int SocketType;

    /// <summary>The protocol (ai_protocol).</summary>
    internal int Protocol;

    /// <summary>The address's length in bytes (ai_addrlen).</summary>
    internal int AddressLength;

    /// <summary>The address (ai_addr).</summary>
    internal byte* Address;

    /// <summary>The official name, or null (ai_canonname).</summary>
    internal byte* CanonicalName;

    /// <summary>The next answer, or null (ai_next).</summary>
    internal AddressInfo* Next;
}
