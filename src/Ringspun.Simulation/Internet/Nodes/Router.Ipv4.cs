using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;
using Ringspun.Tcp.Wire;

namespace Ringspun.Simulation.Internet;

/// <content>IPv4.</content>
public sealed partial class Router
{
    private const int TimeToLiveAt = 8;
    private const int ChecksumAt = 10;
    private const byte OwnTimeToLive = 64;

    // RFC 1812 section 4.3.2.3: as much of the packet as fits into 576 bytes.
    private const int LongestIpv4Error = 576;

    private void ReceiveIpv4(Link link, Span<byte> bytes)
    {
        if (Ipv4Packet.TryParse(bytes, out Ipv4Packet packet) != Refusal.None)
        {
            Counters.Refused++;
            return;
        }

        Link? next = Find(packet.Destination);
        if (next is null)
        {
            Counters.NoRoute++;
            AnswerIpv4(link, packet, IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.Network, 0);
            return;
        }

        if (packet.TimeToLive <= 1)
        {
            Counters.TimeExceeded++;
            AnswerIpv4(link, packet, IcmpType.TimeExceeded, 0, 0);
            return;
        }

        int mtu = next.From(this).Options.Mtu;
        if (packet.Bytes.Length > mtu && packet.DontFragment)
        {
            // RFC 1191 section 4.
            Counters.TooBig++;
            AnswerIpv4(link, packet, IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.FragmentationNeeded, (uint)mtu);
            return;
        }

        ushort before = BinaryPrimitives.ReadUInt16BigEndian(bytes[TimeToLiveAt..]);
        bytes[TimeToLiveAt]--;
        ushort sum = InternetChecksum.Update(
            BinaryPrimitives.ReadUInt16BigEndian(bytes[ChecksumAt..]), before, BinaryPrimitives.ReadUInt16BigEndian(bytes[TimeToLiveAt..]));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[ChecksumAt..], sum);
        Counters.Forwarded++;
        if (packet.Bytes.Length > mtu)
        {
            Counters.Fragmented++;
            Fragment(next, packet, mtu);
            return;
        }

        Enqueue(next, packet.Bytes);
    }

    /// <summary>RFC 791 section 3.2: pieces of whole multiples of 8 bytes, each with a header. Options are not copied.</summary>
    private void Fragment(Link next, in Ipv4Packet packet, int mtu)
    {
        Span<byte> fragment = stackalloc byte[mtu];
        ReadOnlySpan<byte> rest = packet.Payload;
        int most = (mtu - Ipv4Header.Length) & ~7;
        for (int offset = packet.FragmentOffset; rest.Length > 0; offset += most)
        {
            int length = Math.Min(most, rest.Length);
            Ipv4Header header = new()
            {
                TrafficClass = packet.TrafficClass,
                Identification = packet.Identification,
                MoreFragments = packet.MoreFragments || length < rest.Length,
                FragmentOffset = offset,
                TimeToLive = packet.TimeToLive,
                Protocol = packet.Protocol,
                Source = packet.Source,
                Destination = packet.Destination,
            };
            header.Write(fragment, length);
            rest[..length].CopyTo(fragment[Ipv4Header.Length..]);
            Enqueue(next, fragment[..(Ipv4Header.Length + length)]);
            rest = rest[length..];
        }
    }

    private void AnswerIpv4(Link link, in Ipv4Packet packet, IcmpType type, byte code, uint rest)
    {
        IpAddress own = AddressAt(link, isIpv4: true);

        // RFC 1122 section 3.2.2: never about an error, nor about a later fragment.
        bool isError = packet.Protocol == IpProtocol.Icmp
            && (packet.Payload.Length == 0 || (IcmpType)packet.Payload[0] is not (IcmpType.EchoRequest or IcmpType.EchoReply));
        if (!AnswersByIcmp || !own.IsIpv4 || own.IsUnspecified || isError || packet.FragmentOffset > 0)
        {
            return;
        }

        const int Headers = Ipv4Header.Length + IcmpMessage.HeaderLength;
        Span<byte> answer = stackalloc byte[LongestIpv4Error];
        int returned = Math.Min(packet.Bytes.Length, LongestIpv4Error - Headers);
        answer = answer[..(Headers + returned)];
        packet.Bytes[..returned].CopyTo(answer[Headers..]);
        IcmpMessage.Write(answer[Ipv4Header.Length..], type, code, rest);
        Ipv4Header header = new() { TimeToLive = OwnTimeToLive, Protocol = IpProtocol.Icmp, Source = own, Destination = packet.Source };
        header.Write(answer, answer.Length - Ipv4Header.Length);
        Enqueue(link, answer);
    }
}
