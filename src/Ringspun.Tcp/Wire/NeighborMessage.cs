using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Wire;

/// <summary>A neighbour solicitation or advertisement (RFC 4861 sections 4.3 and 4.4).</summary>
/// <param name="IsAdvertisement">Whether this is the answer.</param>
/// <param name="IsRouter">R: the sender of an advertisement is a router.</param>
/// <param name="IsSolicited">S: the advertisement answers a solicitation.</param>
/// <param name="IsOverride">O: the advertisement replaces what is known.</param>
/// <param name="Target">The address that is asked for, or told of; never a group.</param>
/// <param name="LinkAddress">The sender's Ethernet address in a solicitation, the target's in an advertisement, when it was told.</param>
public readonly record struct NeighborMessage(
    bool IsAdvertisement, bool IsRouter, bool IsSolicited, bool IsOverride, IpAddress Target, MacAddress? LinkAddress)
{
    /// <summary>The hop limit that shows that no router has forwarded the message (section 7.1).</summary>
    public const byte RequiredHopLimit = 255;

    /// <summary>The longest message in bytes: the ICMPv6 head, the target, one option.</summary>
    public const int MaxLength = Icmpv6Message.HeaderLength + IpAddress.Ipv6Length + OptionLength;

    private const int OptionLength = 8;
    private const byte SourceLinkAddress = 1;
    private const byte TargetLinkAddress = 2;
    private const uint RouterFlag = 1u << 31;
    private const uint SolicitedFlag = 1u << 30;
    private const uint OverrideFlag = 1u << 29;

    /// <summary>Reads a message, with the checks of RFC 4861 sections 7.1.1 and 7.1.2.</summary>
    /// <param name="message">An ICMPv6 message of either type.</param>
    /// <param name="hopLimit">The packet's.</param>
    /// <param name="source">The packet's sender.</param>
    /// <param name="destination">The packet's receiver.</param>
    /// <param name="neighbor">The message, when nothing is refused.</param>
    public static Refusal TryParse(
        in Icmpv6Message message, byte hopLimit, in IpAddress source, in IpAddress destination, out NeighborMessage neighbor)
    {
        neighbor = default;
        ReadOnlySpan<byte> body = message.Body;
        bool advertisement = message.Type == Icmpv6Type.NeighborAdvertisement;
        if ((!advertisement && message.Type != Icmpv6Type.NeighborSolicitation) || message.Code != 0 || hopLimit != RequiredHopLimit)
        {
            return Refusal.BadMessage;
        }

        if (body.Length < IpAddress.Ipv6Length)
        {
            return Refusal.Truncated;
        }

        IpAddress target = IpAddress.ReadIpv6(body);
        byte wanted = advertisement ? TargetLinkAddress : SourceLinkAddress;
        Refusal refusal = ReadOptions(body[IpAddress.Ipv6Length..], wanted, out MacAddress? link);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        bool solicited = advertisement && (message.Rest & SolicitedFlag) != 0;
        neighbor = new NeighborMessage(
            advertisement, advertisement && (message.Rest & RouterFlag) != 0, solicited, advertisement && (message.Rest & OverrideFlag) != 0, target, link);
        return neighbor.Check(source, destination);
    }

    /// <summary>Writes the message with its checksum.</summary>
    /// <param name="buffer">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="source">The packet's sender.</param>
    /// <param name="destination">The packet's receiver.</param>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> buffer, in IpAddress source, in IpAddress destination)
    {
        int length = Icmpv6Message.HeaderLength + Target.Write(buffer[Icmpv6Message.HeaderLength..]);
        if (LinkAddress is { } link)
        {
            buffer[length] = IsAdvertisement ? TargetLinkAddress : SourceLinkAddress;
            buffer[length + 1] = 1;
            link.Write(buffer[(length + 2)..]);
            length += OptionLength;
        }

        uint flags = (IsRouter ? RouterFlag : 0) | (IsSolicited ? SolicitedFlag : 0) | (IsOverride ? OverrideFlag : 0);
        Icmpv6Type type = IsAdvertisement ? Icmpv6Type.NeighborAdvertisement : Icmpv6Type.NeighborSolicitation;
        Icmpv6Message.Write(buffer[..length], type, 0, IsAdvertisement ? flags : 0, source, destination);
        return length;
    }

    private static Refusal ReadOptions(ReadOnlySpan<byte> options, byte wanted, out MacAddress? link)
    {
        link = null;
        while (options.Length > 0)
        {
            // Section 4.6: lengths count 8 bytes; 0 makes the packet one to discard.
            if (options.Length < 2 || options[1] == 0 || options[1] * 8 > options.Length)
            {
                return Refusal.BadOption;
            }

            if (options[0] == wanted && options[1] == 1)
            {
                link = MacAddress.Read(options[2..]);
                if (link.Value.IsGroup)
                {
                    return Refusal.BadOption;
                }
            }

            options = options[(options[1] * 8)..];
        }

        return Refusal.None;
    }

    private Refusal Check(in IpAddress source, in IpAddress destination)
    {
        if (Target.IsMulticast || (IsAdvertisement && IsSolicited && destination.IsMulticast))
        {
            return Refusal.BadMessage;
        }

        // A probe for a duplicate address goes to the solicited-node group and names no link address.
        bool probe = !IsAdvertisement && source.IsUnspecified;
        return probe && (LinkAddress is not null || !destination.IsMulticast) ? Refusal.BadMessage : Refusal.None;
    }
}
