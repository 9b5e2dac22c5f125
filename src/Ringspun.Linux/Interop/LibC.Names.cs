using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    /// <summary>Returns 0 or one of the EAI codes, which are negative in the GNU and musl C libraries; errno only with EAI_SYSTEM.</summary>
    [LibraryImport(Library, EntryPoint = "getaddrinfo", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetAddressInfo(string host, string? service, AddressInfo* hints, AddressInfo** result);

    [LibraryImport(Library, EntryPoint = "freeaddrinfo")]
    internal static partial void FreeAddressInfo(AddressInfo* result);
}
