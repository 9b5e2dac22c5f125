using System.Text;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Traces;

/// <summary>Packets as text, one line each. TCP's sequence numbers are told from the first that was seen of each side.</summary>
public sealed class PacketFormatter
{
    private readonly Dictionary<(Endpoint From, Endpoint To), uint> _origins = [];

    /// <summary>Describes a packet. Any bytes have a description.</summary>
    /// <param name="packet">The packet or frame.</param>
    /// <param name="layer">Which of the two it is.</param>
    public string Describe(ReadOnlySpan<byte> packet, LinkLayer layer = LinkLayer.Ip)
    {
        if (layer == LinkLayer.Ip)
        {
            return Ip(packet);
        }

        Refusal refusal = EthernetFrame.TryParse(packet, out EthernetFrame frame);
        return refusal != Refusal.None ? Refused("Ethernet", refusal, packet.Length) : frame.Type switch
        {
            EtherType.Ipv4 or EtherType.Ipv6 => Ip(frame.Payload),
            EtherType.Arp => Arp(frame.Payload),
            _ => $"{frame.Source} > {frame.Destination} type {(ushort)frame.Type:x4} len {packet.Length}",
        };
    }

    private static string Refused(string what, Refusal refusal, int length) => $"{what}? {refusal} len {length}";

    private static string Arp(ReadOnlySpan<byte> bytes)
    {
        Refusal refusal = ArpPacket.TryParse(bytes, out ArpPacket packet);
        return refusal != Refusal.None ? Refused("ARP", refusal, bytes.Length) : $"ARP {packet}";
    }

    private string Ip(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] >> 4 == 6)
        {
            Refusal refusal = Ipv6Packet.TryParse(bytes, out Ipv6Packet six);
            return refusal != Refusal.None ? Refused("IPv6", refusal, bytes.Length)
                : six.IsFragment ? Fragment(six.Source, six.Destination, six.Fragment.Identification, six.Fragment.Offset, six.Fragment.MoreFragments, six.Payload.Length)
                : Upper(six.Protocol, six.Source, six.Destination, six.Payload, six.Ecn);
        }

        Refusal wrong = Ipv4Packet.TryParse(bytes, out Ipv4Packet four);
        return wrong != Refusal.None ? Refused("IPv4", wrong, bytes.Length)
            : four.IsFragment ? Fragment(four.Source, four.Destination, four.Identification, four.FragmentOffset, four.MoreFragments, four.Payload.Length)
            : Upper(four.Protocol, four.Source, four.Destination, four.Payload, four.Ecn);
    }

    private static string Fragment(in IpAddress source, in IpAddress destination, uint id, int offset, bool more, int length) =>
        $"{source} > {destination} fragment {id} at {offset}{(more ? "+" : "")} len {length}";

    private string Upper(IpProtocol protocol, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes, Ecn ecn)
    {
        string mark = ecn == Ecn.CongestionExperienced ? " CE" : "";
        switch (protocol)
        {
            case IpProtocol.Tcp:
                return Tcp(source, destination, bytes) + mark;
            case IpProtocol.Udp:
                Refusal refusal = UdpDatagram.TryParse(bytes, out UdpDatagram udp);
                return refusal != Refusal.None ? Refused("UDP", refusal, bytes.Length)
                    : $"{new Endpoint(source, udp.SourcePort)} > {new Endpoint(destination, udp.DestinationPort)} udp len {udp.Payload.Length}{mark}";
            case IpProtocol.Icmp when bytes.Length >= 2:
                return $"{source} > {destination} icmp {(IcmpType)bytes[0]} code {bytes[1]} len {bytes.Length}";
            case IpProtocol.Icmpv6 when bytes.Length >= 2:
                return $"{source} > {destination} icmp6 {(Icmpv6Type)bytes[0]} code {bytes[1]} len {bytes.Length}";
            default:
                return $"{source} > {destination} {protocol} len {bytes.Length}{mark}";
        }
    }

    private string Tcp(in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes)
    {
        Refusal refusal = TcpSegment.TryParse(bytes, out TcpSegment segment);
        if (refusal != Refusal.None)
        {
            return Refused($"{source} > {destination} tcp", refusal, bytes.Length);
        }

        Endpoint from = new(source, segment.SourcePort);
        Endpoint to = new(destination, segment.DestinationPort);
        TcpFlags flags = segment.Flags;
        if ((flags & TcpFlags.Syn) != 0)
        {
            _origins[(from, to)] = segment.Sequence;
        }

        StringBuilder text = new();
        text.Append(from).Append(" > ").Append(to).Append(" [").Append(Letters(flags)).Append("] seq ").Append(Relative(from, to, segment.Sequence));
        if ((flags & TcpFlags.Ack) != 0)
        {
            text.Append(" ack ").Append(Relative(to, from, segment.Acknowledgment));
        }

        text.Append(" win ").Append(segment.Window).Append(" len ").Append(segment.Payload.Length);
        if ((flags & TcpFlags.Urg) != 0)
        {
            text.Append(" urg ").Append(segment.UrgentPointer);
        }

        Options(text, segment.Options, from, to);
        if (!segment.IsIntact(source, destination))
        {
            text.Append(" BAD CHECKSUM");
        }

        return text.ToString();
    }

    /// <summary>Signed: what lies before the first that was seen shows as that.</summary>
    private int Relative(in Endpoint from, in Endpoint to, uint sequence)
    {
        if (!_origins.TryGetValue((from, to), out uint origin))
        {
            _origins.Add((from, to), sequence);
            return 0;
        }

        return (int)(sequence - origin);
    }

    private static string Letters(TcpFlags flags)
    {
        const string Names = "FSRP.UEW";
        return string.Concat(Names.Where((_, bit) => ((int)flags >> bit & 1) != 0));
    }

    private void Options(StringBuilder text, ReadOnlySpan<byte> bytes, in Endpoint from, in Endpoint to)
    {
        Refusal refusal = TcpOptions.TryParse(bytes, out TcpOptions options);
        List<string> parts = [];
        if (refusal != Refusal.None)
        {
            parts.Add(refusal.ToString());
        }

        AddIf(TcpOptionSet.MaximumSegmentSize, $"mss {options.MaximumSegmentSize}");
        AddIf(TcpOptionSet.WindowScale, $"ws {options.WindowScale}");
        AddIf(TcpOptionSet.SackPermitted, "sackOK");
        AddIf(TcpOptionSet.Timestamps, $"ts {options.TimestampValue}/{options.TimestampEcho}");
        AddIf(TcpOptionSet.UserTimeout, $"uto {options.UserTimeout}");
        AddIf(TcpOptionSet.FastOpen, $"tfo {options.FastOpen.Length}");
        for (int i = 0; i < options.SackCount; i++)
        {
            SackBlock block = options.Sack(i);
            parts.Add($"sack {Relative(to, from, block.Left)}-{Relative(to, from, block.Right)}");
        }

        if (parts.Count > 0)
        {
            text.Append(" <").AppendJoin(',', parts).Append('>');
        }

        void AddIf(TcpOptionSet option, string part)
        {
            if (options.Has(option))
            {
                parts.Add(part);
            }
        }
    }
}
