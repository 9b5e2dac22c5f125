using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ringspun.UserLevel.Tests.Peers;

/// <summary>The kernel's echo requests, by a raw socket (icmp(7)), and the stack's answers.</summary>
public sealed class PingTests
{
    [Theory]
    [InlineData("epoll", false)]
    [InlineData("epoll", true)]
    [InlineData("io_uring", false)]
    [InlineData("io_uring", true)]
    public void Pings_are_answered(string driver, bool six) => TunPeer.Run(driver, _ => Ping(six));

    /// <summary>Small and fragmented ones, from the network of the calling thread.</summary>
    internal static void Ping(bool six)
    {
        (byte request, byte reply) = six ? ((byte)128, (byte)129) : ((byte)8, (byte)0);
        using Socket socket = new(
            six ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Raw, six ? ProtocolType.IcmpV6 : ProtocolType.Icmp);
        socket.ReceiveTimeout = (int)TimeSpan.FromSeconds(60).TotalMilliseconds;
        IPEndPoint stack = new(PeerWorld.AddressOf(kernel: false, six), 0);
        foreach (int length in (int[])[0, 56, 5000])
        {
            byte[] message = new byte[8 + length];
            message[0] = request;
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), 77);
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)length);
            new Random(length).NextBytes(message.AsSpan(8));
            if (!six)
            {
                // For ICMPv6 the kernel does it (RFC 3542 section 3.1).
                BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Checksum(message));
            }

            socket.SendTo(message, stack);
            byte[] buffer = new byte[65_535];
            ReadOnlySpan<byte> answer;
            do
            {
                // A timeout throws here, and that is the failure. Neighbour discovery is heard too.
                int received = socket.Receive(buffer);
                answer = buffer.AsSpan(six ? 0 : 20, received - (six ? 0 : 20));
            }
            while (answer[0] != reply || !answer[4..8].SequenceEqual(message.AsSpan(4, 4)));

            Assert.True(answer[8..].SequenceEqual(message.AsSpan(8)), $"The answer to {length} bytes is another.");
        }
    }

    private static ushort Checksum(ReadOnlySpan<byte> message)
    {
        uint sum = 0;
        for (int i = 0; i < message.Length; i += 2)
        {
            sum += (uint)(message[i] << 8) | (i + 1 < message.Length ? message[i + 1] : 0u);
        }

        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }
}
