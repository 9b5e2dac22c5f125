using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Wire;

/// <summary>Well-formed packets to begin with.</summary>
internal static class Packets
{
    public static byte[] Tcp(Random random)
    {
        TcpOptions options = Arbitrary.Options(random);
        byte[] bytes = Arbitrary.Bytes(random, 20 + 20 + options.WireLength + random.Next(60));
        Ipv4(bytes, IpProtocol.Tcp, random);
        new TcpHeader { SourcePort = 1, DestinationPort = 2, Flags = TcpFlags.Ack }.Write(bytes.AsSpan(20), options.WireLength);
        options.Write(bytes.AsSpan(40));
        return bytes;
    }

    /// <summary>IPv6 with hop-by-hop options, a routing header, a fragment header and destination options, each with a chance.</summary>
    public static byte[] Extended(Random random)
    {
        List<byte> headers = [];
        List<(IpProtocol Kind, byte[] Bytes)> chain = [];
        IpProtocol[] kinds = [IpProtocol.HopByHop, IpProtocol.Routing, IpProtocol.Fragment, IpProtocol.DestinationOptions];
        foreach (IpProtocol kind in kinds)
        {
            if (Arbitrary.Coin(random))
            {
                byte[] header = new byte[kind == IpProtocol.Fragment ? 8 : 8 * random.Next(1, 4)];
                header[1] = (byte)((header.Length / 8) - 1);
                if (kind is IpProtocol.HopByHop or IpProtocol.DestinationOptions)
                {
                    header[2] = 1;
                    header[3] = (byte)(header.Length - 4);
                }

                chain.Add((kind, header));
            }
        }

        for (int i = 0; i < chain.Count; i++)
        {
            chain[i].Bytes[0] = (byte)(i + 1 < chain.Count ? chain[i + 1].Kind : IpProtocol.Udp);
            headers.AddRange(chain[i].Bytes);
        }

        byte[] payload = new byte[8 + random.Next(30)];
        UdpDatagram.Write(payload, 1, 2, payload.Length - 8);
        byte[] bytes = [.. new byte[40], .. headers, .. payload];
        new Ipv6Header
        {
            NextHeader = chain.Count == 0 ? IpProtocol.Udp : chain[0].Kind,
            HopLimit = 64,
            Source = Arbitrary.Ipv6(random),
            Destination = Arbitrary.Ipv6(random),
        }.Write(bytes, bytes.Length - 40);
        return bytes;
    }

    public static byte[] IcmpError(Random random)
    {
        byte[] inner = Tcp(random);
        byte[] bytes = [.. new byte[28], .. inner.AsSpan(0, Math.Min(inner.Length, random.Next(20, 60)))];
        IcmpMessage.Write(bytes.AsSpan(20), IcmpType.DestinationUnreachable, 4, 1400);
        Ipv4(bytes, IpProtocol.Icmp, random);
        return bytes;
    }

    private static void Ipv4(byte[] bytes, IpProtocol protocol, Random random) => new Ipv4Header
    {
        TimeToLive = 64,
        Protocol = protocol,
        Source = Arbitrary.Ipv4(random),
        Destination = Arbitrary.Ipv4(random),
    }.Write(bytes, bytes.Length - 20);
}
