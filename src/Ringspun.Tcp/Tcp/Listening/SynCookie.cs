using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Listening;

/// <summary>
/// SYN cookies (RFC 4987 section 3.6, after Bernstein): the initial sequence number says what would otherwise have to be remembered. 5 bits of time, 3 of
/// the peer's MSS, 24 that only who knows the secret can compute. The other options travel in the timestamp, when the peer uses it.
/// </summary>
internal static class SynCookie
{
    // A counter of 64 seconds; a cookie is good for this one and the one before it.
    private const long CounterPeriod = 64_000_000_000;
    private const int CounterMask = 31;

    // In the timestamp's lowest bits: the window scale (15: not offered), whether SACK is permitted, and whether ECN is agreed on.
    private const uint OptionMask = 63;
    private const uint NoScaling = 15;

    // The sizes that are common on the internet.
    private static ReadOnlySpan<ushort> Sizes => [536, 1220, 1300, 1380, 1420, 1440, 1460, 8940];

    public static uint Create(in KeyedHash hash, in Endpoint local, in Endpoint remote, uint irs, ushort mss, long now)
    {
        long counter = now / CounterPeriod;
        int index = Sizes.Length - 1;
        while (index > 0 && Sizes[index] > mss)
        {
            index--;
        }

        return (uint)(counter & CounterMask) << 27 | (uint)index << 24 | Proof(hash, local, remote, irs, counter, index);
    }

    /// <summary>Whether a number is a cookie of the last two minutes for this peer, and which MSS it had offered.</summary>
    public static bool TryRead(in KeyedHash hash, in Endpoint local, in Endpoint remote, uint irs, uint cookie, long now, out ushort mss)
    {
        long counter = now / CounterPeriod;
        long age = (counter - (cookie >> 27)) & CounterMask;
        int index = (int)(cookie >> 24 & 7);
        mss = Sizes[index];
        return age <= 1 && (cookie & 0xFF_FFFF) == Proof(hash, local, remote, irs, counter - age, index);
    }

    /// <summary>A timestamp, at most 64 ms before the given one, that tells the options.</summary>
    public static uint ToTimestamp(uint timestamp, byte? scale, bool sack, bool ecn)
    {
        uint options = (scale is { } shift ? Math.Min((uint)shift, 14) : NoScaling) | (sack ? 16u : 0) | (ecn ? 32u : 0);
        uint coded = (timestamp & ~OptionMask) | options;
        return coded > timestamp ? coded - OptionMask - 1 : coded;
    }

    /// <summary>The options that an echoed timestamp tells.</summary>
    public static void FromTimestamp(uint echo, out byte? scale, out bool sack, out bool ecn)
    {
        uint options = echo & OptionMask;
        scale = (options & 15) == NoScaling ? null : (byte)(options & 15);
        sack = (options & 16) != 0;
        ecn = (options & 32) != 0;
    }

    private static uint Proof(in KeyedHash hash, in Endpoint local, in Endpoint remote, uint irs, long counter, int index) =>
        (uint)hash.Of(KeyedHash.SynCookie, local, remote, (ulong)irs << 32 | (uint)(counter << 3) | (uint)index) & 0xFF_FFFF;
}
