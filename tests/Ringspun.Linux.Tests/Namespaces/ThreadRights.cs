using System.Runtime.InteropServices;

namespace Ringspun.Linux.Tests.Namespaces;

/// <summary>Takes something away from the calling thread alone, which must be one that ends with the test (see <see cref="NetworkNamespace"/>).</summary>
internal static unsafe partial class ThreadRights
{
    private const uint CapabilityVersion3 = 0x20080522;
    private const int CloneNewMounts = 0x00020000;
    private const ulong Recursive = 0x4000;
    private const ulong Private = 0x40000;

    /// <summary>Every capability, for good.</summary>
    public static void DropCapabilities()
    {
        // struct __user_cap_header_struct and two of __user_cap_data_struct, all of it zero.
        uint* header = stackalloc uint[2] { CapabilityVersion3, 0 };
        uint* sets = stackalloc uint[6] { 0, 0, 0, 0, 0, 0 };
        LinuxException.ThrowIfError(Result(SetCapabilities(header, sets)), "capset");
    }

    /// <summary>What is in a directory: the thread sees an empty one.</summary>
    public static void Hide(string directory)
    {
        LinuxException.ThrowIfError(Result(Unshare(CloneNewMounts)), "unshare(CLONE_NEWNS)");
        LinuxException.ThrowIfError(Result(Mount("none", "/", null, Recursive | Private, 0)), "mount /");
        LinuxException.ThrowIfError(Result(Mount("tmpfs", directory, "tmpfs", 0, 0)), $"mount {directory}");
    }

    private static int Result(int result) => result == 0 ? 0 : -Marshal.GetLastSystemError();

    [LibraryImport("libc", EntryPoint = "capset")]
    private static partial int SetCapabilities(uint* header, uint* data);

    [LibraryImport("libc", EntryPoint = "unshare")]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, ulong flags, nint data);
}
