using System.Numerics;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Ip;

/// <summary>
/// Which of several addresses speaks to a destination (RFC 6724 section 5). The rules that apply: 2 (scope), 5.5 (the network of the next hop), 6 (label)
/// and 8 (longest prefix). The others need what a stack does not have: several links, deprecated, home and temporary addresses. Rule 1, the same
/// address, is the caller's.
/// </summary>
internal static class SourceSelection
{
    private const int LinkLocal = 0x2;
    private const int SiteLocal = 0x5;
    private const int Global = 0xE;

    /// <summary>Whether one address is a better source than another. Of two that are equally good neither is.</summary>
    public static bool IsBetter(in IpPrefix one, in IpPrefix other, in IpAddress destination, in IpAddress nextHop)
    {
        (int oneScope, int otherScope, int wanted) = (Scope(one.Address), Scope(other.Address), Scope(destination));
        if (oneScope != otherScope)
        {
            return oneScope < otherScope ? oneScope >= wanted : otherScope < wanted;
        }

        // Rule 5.5, and for IPv4 RFC 1122 section 3.3.4.3: of several networks the next hop is in, the narrowest.
        (int oneFit, int otherFit) = (Fit(one, nextHop), Fit(other, nextHop));
        if (oneFit != otherFit)
        {
            return oneFit > otherFit;
        }

        int label = Label(destination);
        (bool oneLabel, bool otherLabel) = (Label(one.Address) == label, Label(other.Address) == label);
        return oneLabel != otherLabel ? oneLabel : Common(one, destination) > Common(other, destination);
    }

    private static int Fit(in IpPrefix own, in IpAddress nextHop) => own.Contains(nextHop) ? 1 + own.Length : 0;

    /// <summary>Sections 3.1 and 3.2.</summary>
    private static int Scope(in IpAddress address) =>
        address.IsLinkLocal || address.IsLoopback ? LinkLocal
        : !address.IsIpv4 && address.High >> 54 == 0x3FB ? SiteLocal
        : Global;

    /// <summary>The default policy table (section 2.1), the longest prefix first.</summary>
    private static int Label(in IpAddress address) =>
        address.IsIpv4 ? 4
        : address.IsLoopback ? 0
        : address.High == 0 && address.Low >> 32 == 0 ? 3
        : address.High >> 32 == 0x2001_0000 ? 5
        : address.High >> 48 == 0x2002 ? 2
        : address.High >> 48 == 0x3FFE ? 12
        : address.High >> 54 == 0x3FB ? 11
        : address.High >> 57 == 0x7E ? 13
        : 1;

    /// <summary>Section 2.2: the bits in common, not more than the source's prefix has.</summary>
    private static int Common(in IpPrefix own, in IpAddress destination)
    {
        ulong high = own.Address.High ^ destination.High;
        int bits = high != 0 ? BitOperations.LeadingZeroCount(high) : 64 + BitOperations.LeadingZeroCount(own.Address.Low ^ destination.Low);
        bits -= own.Address.IsIpv4 ? 96 : 0;
        return Math.Min(bits, own.Length);
    }
}
