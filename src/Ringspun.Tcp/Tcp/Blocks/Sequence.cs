using System.Runtime.CompilerServices;

namespace Ringspun.Tcp.Blocks;

/// <summary>Comparisons of sequence numbers modulo 2^32 (RFC 9293 section 3.4): right as long as the two are less than 2^31 apart.</summary>
internal static class Sequence
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less(uint left, uint right) => (int)(left - right) < 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool LessOrEqual(uint left, uint right) => (int)(left - right) <= 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Greater(uint left, uint right) => (int)(left - right) > 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool GreaterOrEqual(uint left, uint right) => (int)(left - right) >= 0;

    /// <summary>Whether first =&lt; value &lt; first + length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Within(uint value, uint first, uint length) => value - first < length;

    public static uint Max(uint left, uint right) => Less(left, right) ? right : left;

    public static uint Min(uint left, uint right) => Less(left, right) ? left : right;
}
