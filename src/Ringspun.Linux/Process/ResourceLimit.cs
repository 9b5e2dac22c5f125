using System.Globalization;
using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A resource limit: struct rlimit, 16 bytes (source: getrlimit(2)).</summary>
/// <param name="current">The limit that counts.</param>
/// <param name="maximum">Up to where an ordinary process may raise it.</param>
[StructLayout(LayoutKind.Sequential)]
public struct ResourceLimit(ulong current, ulong maximum)
{
    /// <summary>No limit (RLIM_INFINITY).</summary>
    public const ulong Infinity = ulong.MaxValue;

    /// <summary>The limit that counts: the soft limit (rlim_cur).</summary>
    public ulong Current = current;

    /// <summary>Up to where an ordinary process may raise it: the hard limit (rlim_max).</summary>
    public ulong Maximum = maximum;

    internal static string Format(ulong value) => value == Infinity ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);
}
