using System.Buffers.Binary;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;
using Ringspun.Tcp.Wire;

namespace Ringspun.Simulation.Internet;

/// <summary>What a network card does with what a stack leaves to it: cuts a super-segment into segments, and fills in TCP's checksums.</summary>
internal sealed class SegmentCutter
{
    private const int SequenceAt = 4;
    private const int FlagsAt = 13;
    private const int Ipv4LengthAt = 2;
    private const int Ipv4ChecksumAt = 10;
    private const int Ipv6LengthAt = 4;

    private byte[] _whole = [];
    private int _length;
    private int _headers;
    private int _size;
    private int _at;

    /// <summary>Whether segments of the last packet wait.</summary>
    public bool HasMore => _at < _length;

    /// <summary>Makes a packet whole; of a super-segment this is the first segment, and the others wait.</summary>
    /// <returns>The packet's length.</returns>
    public int Begin(Span<byte> buffer, int length, in TransmitHints hints)
    {
        if (hints.SegmentSize == 0)
        {
            // The field holds the pseudo header's sum.
            Span<byte> summed = buffer[hints.ChecksumStart..length];
            BinaryPrimitives.WriteUInt16BigEndian(summed[hints.ChecksumOffset..], InternetChecksum.Finish(InternetChecksum.Add(summed)));
            return length;
        }

        if (_whole.Length < length)
        {
            _whole = new byte[SimulatedInternet.LargestPacket];
        }

        buffer[..length].CopyTo(_whole);
        (_length, _headers, _size, _at) = (length, hints.HeaderLength, hints.SegmentSize, hints.HeaderLength);
        return Next(buffer);
    }

    /// <summary>Writes the next segment.</summary>
    /// <returns>Its length.</returns>
    public int Next(Span<byte> buffer)
    {
        int data = Math.Min(_size, _length - _at);
        Span<byte> packet = buffer[..(_headers + data)];
        _whole.AsSpan(0, _headers).CopyTo(packet);
        _whole.AsSpan(_at, data).CopyTo(packet[_headers..]);
        bool isIpv4 = packet[0] >> 4 == 4;
        int ipLength = isIpv4 ? Ipv4Header.Length : Ipv6Header.Length;
        Span<byte> segment = packet[ipLength..];
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(segment[SequenceAt..]);
        BinaryPrimitives.WriteUInt32BigEndian(segment[SequenceAt..], sequence + (uint)(_at - _headers));

        // What is about the whole stands in one segment: CWR in the first, PSH and FIN in the last.
        TcpFlags dropped = (_at > _headers ? TcpFlags.Cwr : 0) | (_at + data < _length ? TcpFlags.Psh | TcpFlags.Fin : 0);
        segment[FlagsAt] &= (byte)~dropped;
        _at += data;
        Finish(packet, isIpv4, segment);
        return packet.Length;
    }

    private static void Finish(Span<byte> packet, bool isIpv4, Span<byte> segment)
    {
        IpAddress source, destination;
        if (isIpv4)
        {
            (source, destination) = (IpAddress.ReadIpv4(packet[12..]), IpAddress.ReadIpv4(packet[16..]));
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv4LengthAt..], (ushort)packet.Length);
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv4ChecksumAt..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv4ChecksumAt..], InternetChecksum.Finish(InternetChecksum.Add(packet[..Ipv4Header.Length])));
        }
        else
        {
            (source, destination) = (IpAddress.ReadIpv6(packet[8..]), IpAddress.ReadIpv6(packet[24..]));
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv6LengthAt..], (ushort)segment.Length);
        }

        BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], 0);
        ulong sum = InternetChecksum.Add(segment, PseudoHeader.Sum(source, destination, IpProtocol.Tcp, segment.Length));
        BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(sum));
    }
}
