using System.Runtime.InteropServices;

namespace Ringspun.Simulation.Internet;

/// <summary>Everything that happens to packets as one number: two runs that differ anywhere differ in it.</summary>
internal sealed class PacketTrace
{
    private const ulong Prime = 1_099_511_628_211;

    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    public void Add(long now, int direction, PacketFate fate, ReadOnlySpan<byte> packet)
    {
        Mix((ulong)now);
        Mix((ulong)direction << 48 | (ulong)fate << 32 | (uint)packet.Length);

        // Contents where they come into being, and where faults may have changed them.
        if (fate is PacketFate.Sent or PacketFate.Delivered)
        {
            Mix(Digest(packet));
        }
    }

    /// <summary>Adds a call of a node.</summary>
    public void Add(long now, int node)
    {
        Mix((ulong)now);
        Mix((ulong)node);
    }

    private static ulong Digest(ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(packet);
        ulong digest = Prime;
        foreach (ulong word in words)
        {
            digest = (digest ^ word) * Prime;
            digest ^= digest >> 32;
        }

        foreach (byte rest in packet[(words.Length * sizeof(ulong))..])
        {
            digest = (digest ^ rest) * Prime;
        }

        return digest;
    }

    private void Mix(ulong value)
    {
        ulong mixed = (Hash ^ value) * Prime;
        Hash = mixed ^ (mixed >> 29);
    }
}
