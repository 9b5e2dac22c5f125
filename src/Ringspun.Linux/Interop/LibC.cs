using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// The C library's entry points, declared as they are. Errors are turned into the kernel convention (a negative errno) by
/// <see cref="Check(int)"/>; newer system calls go through <see cref="SystemCall"/>, because old C libraries lack wrappers for them.
/// </summary>
/// <remarks>
/// SetLastError would clear errno before and store it after every call, also after the many that succeed. The runtime keeps errno
/// intact between a native call and the managed code that follows, so it is read after failures only.
/// </remarks>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    /// <summary>syscall(2).</summary>
    [LibraryImport(Library, EntryPoint = "syscall")]
    internal static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>The C library's -1 as the kernel's -errno. Must follow the call at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Check(int result) => result != -1 ? result : -Marshal.GetLastSystemError();

    /// <inheritdoc cref="Check(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint Check(nint result) => result != -1 ? result : -Marshal.GetLastSystemError();
}
