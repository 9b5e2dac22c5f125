namespace Ringspun.Simulation.Internet;

/// <summary>
/// Something with links to others: a host with a TCP/IP stack, a router, a generator of traffic. It takes packets, gives packets, and says when it
/// wants to be called. It has no clock of its own: every call tells it the time, which never goes back.
/// </summary>
/// <remarks>All calls come on the thread that runs the <see cref="SimulatedInternet"/>.</remarks>
public interface INode
{
    /// <summary>When <see cref="Advance"/> is to be called next, in nanoseconds; <see cref="long.MaxValue"/> for never. Asked after every call.</summary>
    long NextDeadline { get; }

    /// <summary>A packet has arrived.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="link">Where it came from.</param>
    /// <param name="packet">The packet, or frame on an Ethernet link. The memory is the caller's again after the call.</param>
    void Receive(long now, Link link, ReadOnlySpan<byte> packet);

    /// <summary>Gives the next packet to send, if there is one. Called after every other call until there is none.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="buffer">Where to write the packet: <see cref="SimulatedInternet.LargestPacket"/> bytes.</param>
    /// <param name="link">Where to send it; null for the only link that the node has.</param>
    /// <returns>The packet's length; 0 when there is nothing to send.</returns>
    int Transmit(long now, Span<byte> buffer, out Link? link);

    /// <summary>The time that <see cref="NextDeadline"/> named has come.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    void Advance(long now);
}
