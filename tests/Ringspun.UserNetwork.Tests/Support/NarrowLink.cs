using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link behind a router that is narrower than the link: what comes and is longer is dropped, and its sender told (RFC 1191). IPv4.</summary>
internal sealed class NarrowLink(ILink inner, int narrow) : PassingLink(inner)
{
    private static readonly IpAddress Router = IpAddress.Parse("10.0.0.99");

    protected override ILinkQueue Wrap(ILinkQueue queue) => new Queue(queue, narrow);

    private sealed class Queue(ILinkQueue inner, int narrow) : ILinkQueue
    {
        public int Descriptor => inner.Descriptor;

        public Action? Arrived
        {
            get => inner.Arrived;
            set => inner.Arrived = value;
        }

        public Span<byte> SendBuffer => inner.SendBuffer;

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
        {
            int result;
            while ((result = inner.Receive(out packet, out hints)) == 0 && packet.Length > narrow)
            {
                Refuse(packet);
            }

            return result;
        }

        public int Send(int length, in TransmitHints hints) => inner.Send(length, hints);

        public void Dispose() => inner.Dispose();

        private void Refuse(ReadOnlySpan<byte> packet)
        {
            const byte FragmentationNeeded = 4;
            Assert.Equal(Refusal.None, Ipv4Packet.TryParse(packet, out Ipv4Packet refused));
            int returned = refused.HeaderLength + 8;
            Span<byte> message = inner.SendBuffer.Slice(Ipv4Header.Length, IcmpMessage.HeaderLength + returned);
            packet[..returned].CopyTo(message[IcmpMessage.HeaderLength..]);
            IcmpMessage.Write(message, IcmpType.DestinationUnreachable, FragmentationNeeded, (uint)narrow);
            Ipv4Header header = new() { Source = Router, Destination = refused.Source, Protocol = IpProtocol.Icmp, TimeToLive = 64 };
            header.Write(inner.SendBuffer, message.Length);
            Assert.Equal(0, inner.Send(Ipv4Header.Length + message.Length, default));
        }
    }
}
