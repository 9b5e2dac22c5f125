using System.Runtime.InteropServices;

namespace Ringspun.Linux;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "ioctl")]
    internal static partial int DeviceControl(int descriptor, nuint request, nint argument);
}
