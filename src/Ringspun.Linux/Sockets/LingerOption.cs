using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>What close does with unsent data: struct linger (source: socket(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LingerOption
{
    /// <summary>Not 0: close waits for unsent data, or resets the connection if <see cref="Seconds"/> is 0 (l_onoff).</summary>
    public int Enabled;

    /// <summary>The time to wait in seconds (l_linger).</summary>
    public int Seconds;

    /// <summary>The option with which close sends RST at once and drops unsent data.</summary>
    public static LingerOption Reset => new() { Enabled = 1, Seconds = 0 };
}
