using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>How to open a file: struct open_how, 24 bytes (source: openat2(2)).</summary>
/// <param name="flags">The flags.</param>
/// <param name="mode">Permission bits of a new file, such as 0x1A4 (octal 644); must be 0 without CREAT or TMPFILE.</param>
/// <param name="resolve">How to walk the path.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly struct OpenHow(OpenFlags flags, uint mode = 0, ResolveFlags resolve = ResolveFlags.None)
{
    /// <summary>The flags as the kernel has them.</summary>
    public readonly ulong Flags = (uint)flags.Value;

    /// <summary>Permission bits of a new file.</summary>
    public readonly ulong Mode = mode;

    /// <summary>How to walk the path.</summary>
    public readonly ResolveFlags Resolve = resolve;
}
