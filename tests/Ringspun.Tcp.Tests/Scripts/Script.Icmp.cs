namespace Ringspun.Tcp.Tests.Scripts;

/// <content>What routers say, and what a test takes of what the stack sends without knowing how much it is.</content>
internal sealed partial class Script
{
    /// <summary>All that the stack has sent and nobody has looked at.</summary>
    public IReadOnlyList<SeenSegment> TakeAll()
    {
        Settle();
        SeenSegment[] all = [.. _seen];
        _seen.Clear();
        return all;
    }

    /// <summary>A router says that a segment of the stack's was too big.</summary>
    public void TooBig(ushort mtu, long sequence)
    {
        ConnectionInfo info = Info;
        TcpHeader header = new()
        {
            SourcePort = info.Local.Port,
            DestinationPort = info.Remote.Port,
            Sequence = StackIss + (uint)sequence,
            Flags = TcpFlags.Ack,
        };
        byte[] inner = WholePacket.Build(info.Local.Address, info.Remote.Address, header, default, []);
        byte[] packet = [.. new byte[Ipv4Header.Length + IcmpMessage.HeaderLength], .. inner.AsSpan(0, 28)];
        IcmpMessage.Write(packet.AsSpan(Ipv4Header.Length), IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.FragmentationNeeded, mtu);
        WholePacket.Ip(packet, IpAddress.Parse("10.0.0.77"), info.Local.Address, IpProtocol.Icmp, packet.Length - Ipv4Header.Length);
        Deliver(packet);
    }
}
