namespace Ringspun.Simulation.Internet;

/// <summary>A packet on the way, in memory of the pool.</summary>
internal sealed class Packet(int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);
    private int _length;

    /// <summary>The next free one.</summary>
    public Packet? Next { get; set; }

    public int Capacity => _bytes.Length;

    public Span<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Set(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes);
        _length = bytes.Length;
    }
}
