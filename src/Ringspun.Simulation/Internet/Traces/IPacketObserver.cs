namespace Ringspun.Simulation.Internet;

/// <summary>Watches packets on links: traces, captures, a test's own checks.</summary>
public interface IPacketObserver
{
    /// <summary>Something happened to a packet.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="direction">Where.</param>
    /// <param name="fate">What.</param>
    /// <param name="packet">The packet; the memory is the caller's again after the call.</param>
    void OnPacket(long now, LinkDirection direction, PacketFate fate, ReadOnlySpan<byte> packet);
}
