using System.Buffers.Binary;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>UDP packets that carry a number.</summary>
internal static class Datagrams
{
    public const ushort Port = 7;
    public const int Ipv4Headers = Ipv4Header.Length + UdpDatagram.HeaderLength;
    public const int Ipv6Headers = Ipv6Header.Length + UdpDatagram.HeaderLength;

    /// <summary>Writes a packet with intact checksums.</summary>
    /// <returns>Its length, which is what was asked for.</returns>
    public static int Write(Span<byte> buffer, IpAddress source, IpAddress destination, int length, long number, bool dontFragment = true, byte timeToLive = 64, Ecn ecn = Ecn.NotCapable)
    {
        int headers = source.IsIpv4 ? Ipv4Headers : Ipv6Headers;
        Span<byte> payload = buffer[headers..length];
        payload.Clear();
        BinaryPrimitives.WriteInt64BigEndian(payload, number);
        Span<byte> udp = buffer[(headers - UdpDatagram.HeaderLength)..length];
        UdpDatagram.Write(udp, Port, Port, payload.Length);
        ulong sum = PseudoHeader.Sum(source, destination, IpProtocol.Udp, udp.Length);
        BinaryPrimitives.WriteUInt16BigEndian(udp[UdpDatagram.ChecksumOffset..], UdpDatagram.FinishChecksum(InternetChecksum.Add(udp, sum)));
        if (source.IsIpv4)
        {
            Ipv4Header four = new()
            {
                TrafficClass = (byte)ecn,
                Identification = (ushort)number,
                DontFragment = dontFragment,
                TimeToLive = timeToLive,
                Protocol = IpProtocol.Udp,
                Source = source,
                Destination = destination,
            };
            four.Write(buffer, udp.Length);
        }
        else
        {
            new Ipv6Header { TrafficClass = (byte)ecn, NextHeader = IpProtocol.Udp, HopLimit = timeToLive, Source = source, Destination = destination }.Write(buffer, udp.Length);
        }

        return length;
    }

    /// <summary>The number of an intact packet; -1 when it is not intact.</summary>
    public static long NumberOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] >> 4 == 6)
        {
            return Ipv6Packet.TryParse(bytes, out Ipv6Packet six) == Refusal.None ? NumberOf(six.Payload, six.Source, six.Destination) : -1;
        }

        return Ipv4Packet.TryParse(bytes, out Ipv4Packet four) == Refusal.None && !four.IsFragment ? NumberOf(four.Payload, four.Source, four.Destination) : -1;
    }

    private static long NumberOf(ReadOnlySpan<byte> bytes, in IpAddress source, in IpAddress destination) =>
        UdpDatagram.TryParse(bytes, out UdpDatagram udp) == Refusal.None && udp.IsIntact(source, destination) && udp.Payload.Length >= sizeof(long)
            ? BinaryPrimitives.ReadInt64BigEndian(udp.Payload)
            : -1;
}
