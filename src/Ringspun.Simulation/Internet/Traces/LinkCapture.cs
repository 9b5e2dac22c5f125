namespace Ringspun.Simulation.Internet;

/// <summary>What tcpdump would see at one end of a link: the packets that the node there sends, and those that reach it.</summary>
internal sealed class LinkCapture(Link link, LinkEnd end, Action<long, ReadOnlySpan<byte>> write) : IPacketObserver
{
    public void OnPacket(long now, LinkDirection direction, PacketFate fate, ReadOnlySpan<byte> packet)
    {
        bool leaves = ReferenceEquals(direction, link.ToB) == (end == LinkEnd.A);
        if (fate == (leaves ? PacketFate.Sent : PacketFate.Delivered))
        {
            write(now, packet);
        }
    }
}
