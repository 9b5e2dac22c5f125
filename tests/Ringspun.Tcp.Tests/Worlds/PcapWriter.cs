using System.Buffers;
using System.Buffers.Binary;
using Ringspun.Tcp.Traces;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Writes packets as tcpdump and wireshark read them: pcap with nanoseconds, link type raw IP.</summary>
internal sealed class PcapWriter
{
    private const uint NanosecondMagic = 0xA1B2_3C4D;
    private const uint RawIp = 101;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public PcapWriter()
    {
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], ushort.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], RawIp);
        _bytes.Write(header);
    }

    public void Add(long now, ReadOnlySpan<byte> packet)
    {
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(now / 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(now % 1_000_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)packet.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)packet.Length);
        _bytes.Write(header);
        _bytes.Write(packet);
    }

    /// <summary>The file so far.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
