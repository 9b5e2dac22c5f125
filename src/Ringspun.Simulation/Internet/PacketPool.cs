namespace Ringspun.Simulation.Internet;

/// <summary>Packets that are used again and again: ordinary ones, and those for the few that are larger.</summary>
internal sealed class PacketPool
{
    private const int Ordinary = 2_048;

    private Packet? _ordinary;
    private Packet? _large;

    /// <summary>Packets that are on the way now.</summary>
    public int Rented { get; private set; }

    public Packet Rent(ReadOnlySpan<byte> bytes)
    {
        bool isLarge = bytes.Length > Ordinary;
        ref Packet? free = ref isLarge ? ref _large : ref _ordinary;
        Packet packet = free ?? new Packet(isLarge ? SimulatedInternet.LargestPacket : Ordinary);
        free = packet.Next;
        packet.Next = null;
        packet.Set(bytes);
        Rented++;
        return packet;
    }

    public void Return(Packet packet)
    {
        ref Packet? free = ref packet.Capacity > Ordinary ? ref _large : ref _ordinary;
        packet.Next = free;
        free = packet;
        Rented--;
    }
}
