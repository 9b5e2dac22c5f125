using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>One instruction of a socket filter: struct sock_filter of the classic packet filter (source: linux/filter.h).</summary>
/// <param name="code">What it does.</param>
/// <param name="value">With what.</param>
/// <param name="ifTrue">How many instructions a jump skips when its condition holds.</param>
/// <param name="ifFalse">How many otherwise.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FilterInstruction(ushort code, uint value, byte ifTrue = 0, byte ifFalse = 0)
{
    /// <summary>Loads 4, 2 or 1 bytes at a place in the packet, in the order of the wire.</summary>
    internal const ushort LoadWord = 0x20;
    internal const ushort LoadHalf = 0x28;
    internal const ushort LoadByte = 0x30;

    /// <summary>Jumps by whether what was loaded is a value, or has a bit of it.</summary>
    internal const ushort JumpIfEqual = 0x15;
    internal const ushort JumpIfSet = 0x45;

    /// <summary>Ends: so many bytes of the packet are taken.</summary>
    internal const ushort Return = 0x06;

    internal readonly ushort Code = code;
    internal readonly byte IfTrue = ifTrue;
    internal readonly byte IfFalse = ifFalse;
    internal readonly uint Value = value;
}
