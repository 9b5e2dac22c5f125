using System.Buffers.Binary;
using Ringspun.Tcp.Checksums;
using Ringspun.Tcp.Traces;
using Ringspun.Tcp.Wire;

namespace Ringspun.Simulation.Internet;

/// <summary>Marks packets as a congested router does.</summary>
internal static class CongestionMark
{
    private const int Ipv4Checksum = 10;

    /// <summary>Sets CE (RFC 3168 section 5), if the packet's sender takes part.</summary>
    /// <returns>Whether the packet is marked now and was not.</returns>
    public static bool TrySet(Span<byte> bytes, LinkLayer layer)
    {
        Span<byte> packet = layer == LinkLayer.Ethernet ? bytes[Math.Min(EthernetFrame.HeaderLength, bytes.Length)..] : bytes;
        if (packet.Length < Ipv4Header.Length)
        {
            return false;
        }

        ushort word = BinaryPrimitives.ReadUInt16BigEndian(packet);
        bool isIpv4 = word >> 12 == 4;
        int shift = isIpv4 ? 0 : 4;
        Ecn ecn = (Ecn)(word >> shift & 3);
        if ((!isIpv4 && word >> 12 != 6) || ecn is Ecn.NotCapable or Ecn.CongestionExperienced)
        {
            return false;
        }

        ushort marked = (ushort)(word | (int)Ecn.CongestionExperienced << shift);
        BinaryPrimitives.WriteUInt16BigEndian(packet, marked);
        if (isIpv4)
        {
            ushort sum = BinaryPrimitives.ReadUInt16BigEndian(packet[Ipv4Checksum..]);
            BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv4Checksum..], InternetChecksum.Update(sum, word, marked));
        }

        return true;
    }
}
