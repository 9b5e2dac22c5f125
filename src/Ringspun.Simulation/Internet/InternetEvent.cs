namespace Ringspun.Simulation.Internet;

/// <summary>Something that is due: a packet arrives, or a node wants to be called.</summary>
/// <param name="Time">When.</param>
/// <param name="Number">Breaks ties: what was scheduled first happens first.</param>
/// <param name="Direction">Where the packet arrives; null for a call of a node.</param>
/// <param name="Packet">The packet.</param>
/// <param name="Node">The node to call.</param>
internal readonly record struct InternetEvent(long Time, long Number, LinkDirection? Direction, Packet? Packet, Attachment? Node)
{
    public bool IsBefore(in InternetEvent other) => Time < other.Time || (Time == other.Time && Number < other.Number);
}
