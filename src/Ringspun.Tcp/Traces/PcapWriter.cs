using System.Buffers.Binary;

namespace Ringspun.Tcp.Traces;

/// <summary>
/// Writes packets as wireshark and tcpdump read them: the classic pcap format with nanoseconds (pcap-savefile(5), magic number 0xA1B23C4D).
/// </summary>
public sealed class PcapWriter : IDisposable
{
    private const uint Magic = 0xA1B2_3C4D;
    private const ushort MajorVersion = 2;
    private const ushort MinorVersion = 4;
    private const uint LongestPacket = 262_144;
    private const int HeaderLength = 24;
    private const int RecordLength = 16;
    private const long NanosecondsPerSecond = 1_000_000_000;

    // LINKTYPE_ETHERNET and LINKTYPE_RAW, which begins with an IPv4 or IPv6 header.
    private const uint Ethernet = 1;
    private const uint Raw = 101;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where it is written.</param>
    /// <param name="layer">What the packets are.</param>
    /// <param name="leaveOpen">Whether the stream stays open when this is disposed of.</param>
    public PcapWriter(Stream stream, LinkLayer layer, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _leaveOpen = leaveOpen;
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], MajorVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], MinorVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], LongestPacket);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], layer == LinkLayer.Ethernet ? Ethernet : Raw);
        stream.Write(header);
    }

    /// <summary>Appends a packet.</summary>
    /// <param name="time">Nanoseconds since the file's beginning of time: shown as since 1970. Not negative.</param>
    /// <param name="packet">The packet.</param>
    public void Write(long time, ReadOnlySpan<byte> packet)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)packet.Length, LongestPacket, nameof(packet));
        (long seconds, long nanoseconds) = Math.DivRem(time, NanosecondsPerSecond);
        Span<byte> record = stackalloc byte[RecordLength];
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)nanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], packet.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], packet.Length);
        _stream.Write(record);
        _stream.Write(packet);
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        if (_leaveOpen)
        {
            _stream.Flush();
        }
        else
        {
            _stream.Dispose();
        }
    }
}
