using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Traces;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Traces are readable, and never fail.</summary>
public class PacketTracerTests
{
    private static readonly IpAddress A = IpAddress.Parse("10.0.0.1");
    private static readonly IpAddress B = IpAddress.Parse("10.0.0.2");

    [Fact]
    public void A_handshake_reads_like_one()
    {
        PacketFormatter formatter = new();
        TcpOptions syn = new() { Present = TcpOptionSet.MaximumSegmentSize | TcpOptionSet.WindowScale | TcpOptionSet.SackPermitted, MaximumSegmentSize = 1_460, WindowScale = 7 };
        TcpOptions sack = default;
        sack.AddSack(new SackBlock(0xFFFF_FFFF, 100));
        Assert.Equal("10.0.0.1:1024 > 10.0.0.2:80 [S] seq 0 win 65535 len 0 <mss 1460,ws 7,sackOK>",
            formatter.Describe(Tcp(A, B, 1024, 80, 0xFFFF_FFF0, 0, TcpFlags.Syn, syn)));
        Assert.Equal("10.0.0.2:80 > 10.0.0.1:1024 [S.] seq 0 ack 1 win 65535 len 0 <mss 1460,ws 7,sackOK>",
            formatter.Describe(Tcp(B, A, 80, 1024, 5, 0xFFFF_FFF1, TcpFlags.Syn | TcpFlags.Ack, syn)));
        Assert.Equal("10.0.0.1:1024 > 10.0.0.2:80 [P.] seq 1 ack 1 win 65535 len 5",
            formatter.Describe(Tcp(A, B, 1024, 80, 0xFFFF_FFF1, 6, TcpFlags.Psh | TcpFlags.Ack, default, 5)));
        Assert.Equal("10.0.0.2:80 > 10.0.0.1:1024 [.] seq 1 ack 6 win 65535 len 0 <sack 15-116>",
            formatter.Describe(Tcp(B, A, 80, 1024, 6, 0xFFFF_FFF6, TcpFlags.Ack, sack)));
        byte[] broken = Tcp(A, B, 1024, 80, 0xFFFF_FFF1, 6, TcpFlags.Fin | TcpFlags.Ack, default, 5);
        broken[^1] ^= 1;
        Assert.Equal("10.0.0.1:1024 > 10.0.0.2:80 [F.] seq 1 ack 1 win 65535 len 5 BAD CHECKSUM", formatter.Describe(broken));
    }

    [Fact]
    public void A_line_says_when_where_and_what()
    {
        using StringWriter text = new();
        TwoHosts hosts = new(1, new LinkOptions { Rule = static (number, _, _) => number == 2 ? LinkVerdict.Drop : LinkVerdict.Pass });
        hosts.Internet.Observe(new PacketTracer(text));
        hosts.Say(2, interval: 5_000_000);
        Assert.Equal(
            """
            0.000000000 a>b sent 10.0.0.1:7 > 10.0.0.2:7 udp len 72
            0.001000000 a>b arrived 10.0.0.1:7 > 10.0.0.2:7 udp len 72
            0.005000000 a>b sent 10.0.0.1:7 > 10.0.0.2:7 udp len 72
            0.005000000 a>b DROPPED: by rule 10.0.0.1:7 > 10.0.0.2:7 udp len 72

            """,
            text.ToString());
    }

    [Fact]
    public void Any_bytes_have_a_description() => Seeded.Each(20_000, random =>
    {
        PacketFormatter formatter = new();
        byte[] bytes = Arbitrary.Bytes(random, random.Next(120));
        if (random.Next(2) == 0 && bytes.Length >= 60)
        {
            bytes = Tcp(A, B, 1, 2, 3, 4, TcpFlags.Ack, default, 40);
            bytes[random.Next(bytes.Length)] ^= (byte)random.Next(256);
            new Ipv4Header { TimeToLive = 1, Protocol = (IpProtocol)random.Next(3) switch { 0 => IpProtocol.Tcp, (IpProtocol)1 => IpProtocol.Udp, _ => IpProtocol.Icmp }, Source = A, Destination = B }.Write(bytes, bytes.Length - 20);
        }

        Assert.NotEmpty(formatter.Describe(bytes, random.Next(2) == 0 ? LinkLayer.Ip : LinkLayer.Ethernet));
    });

    private static byte[] Tcp(IpAddress from, IpAddress to, ushort fromPort, ushort toPort, uint sequence, uint acknowledgment, TcpFlags flags, TcpOptions options, int data = 0)
    {
        int optionsLength = options.WireLength;
        byte[] bytes = new byte[Ipv4Header.Length + TcpHeader.Length + optionsLength + data];
        Span<byte> segment = bytes.AsSpan(Ipv4Header.Length);
        new TcpHeader { SourcePort = fromPort, DestinationPort = toPort, Sequence = sequence, Acknowledgment = acknowledgment, Flags = flags, Window = 65_535 }
            .Write(segment, optionsLength);
        options.Write(segment[TcpHeader.Length..]);
        ushort sum = InternetChecksum.Finish(InternetChecksum.Add(segment, PseudoHeader.Sum(from, to, IpProtocol.Tcp, segment.Length)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], sum);
        new Ipv4Header { TimeToLive = 64, Protocol = IpProtocol.Tcp, Source = from, Destination = to }.Write(bytes, segment.Length);
        return bytes;
    }
}
