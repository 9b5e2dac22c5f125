using System.Buffers.Binary;

namespace Ringspun.Tcp.Wire;

/// <content>Writing. Every option is aligned by NOPs before it, as RFC 7323 appendix A recommends: nothing is left to pad (RFC9293 MUST-69).</content>
public partial struct TcpOptions
{
    private const int TimestampsLength = 12;
    private const uint MssHead = 0x0204_0000;
    private const uint WindowScaleHead = 0x0103_0300;
    private const uint SackPermittedHead = 0x0101_0402;
    private const uint SackPermittedTimestampsHead = 0x0402_080A;
    private const uint TimestampsHead = 0x0101_080A;
    private const uint SackHead = 0x0101_0500;
    private const uint UserTimeoutHead = 0x1C04_0000;

    /// <summary>The bytes that <see cref="Write"/> takes: a multiple of 4.</summary>
    public readonly int WireLength
    {
        get
        {
            if (Present == TcpOptionSet.Timestamps)
            {
                // Nearly every segment.
                return TimestampsLength;
            }

            int length = Has(TcpOptionSet.MaximumSegmentSize) ? 4 : 0;
            length += Has(TcpOptionSet.WindowScale) ? 4 : 0;
            length += Has(TcpOptionSet.Timestamps) ? TimestampsLength : Has(TcpOptionSet.SackPermitted) ? 4 : 0;
            length += Has(TcpOptionSet.UserTimeout) ? 4 : 0;
            length += Has(TcpOptionSet.FastOpen) ? (2 + FastOpen.Length + 3) & ~3 : 0;
            return length + (Has(TcpOptionSet.Sack) ? 4 + (8 * SackCount) : 0);
        }
    }

    /// <summary>Writes the options, padded to a multiple of 4 bytes.</summary>
    /// <param name="buffer">At least <see cref="WireLength"/> bytes.</param>
    /// <returns>The bytes written: <see cref="WireLength"/>.</returns>
    public readonly int Write(Span<byte> buffer)
    {
        if (Present == TcpOptionSet.Timestamps)
        {
            Span<byte> timestamps = buffer[..TimestampsLength];
            BinaryPrimitives.WriteUInt32BigEndian(timestamps, TimestampsHead);
            BinaryPrimitives.WriteUInt32BigEndian(timestamps[4..], TimestampValue);
            BinaryPrimitives.WriteUInt32BigEndian(timestamps[8..], TimestampEcho);
            return TimestampsLength;
        }

        int at = 0;
        if (Has(TcpOptionSet.MaximumSegmentSize))
        {
            at = Word(buffer, at, MssHead | MaximumSegmentSize);
        }

        if (Has(TcpOptionSet.WindowScale))
        {
            at = Word(buffer, at, WindowScaleHead | WindowScale);
        }

        if (Has(TcpOptionSet.Timestamps))
        {
            at = Word(buffer, at, Has(TcpOptionSet.SackPermitted) ? SackPermittedTimestampsHead : TimestampsHead);
            at = Word(buffer, at, TimestampValue);
            at = Word(buffer, at, TimestampEcho);
        }
        else if (Has(TcpOptionSet.SackPermitted))
        {
            at = Word(buffer, at, SackPermittedHead);
        }

        return WriteRare(buffer, at);
    }

    private readonly int WriteRare(Span<byte> buffer, int at)
    {
        if (Has(TcpOptionSet.UserTimeout))
        {
            at = Word(buffer, at, UserTimeoutHead | UserTimeout);
        }

        if (Has(TcpOptionSet.FastOpen))
        {
            int length = (2 + FastOpen.Length + 3) & ~3;
            Span<byte> option = buffer.Slice(at, length);
            int padding = length - 2 - FastOpen.Length;
            option[..padding].Fill((byte)TcpOptionKind.NoOperation);
            option[padding] = (byte)TcpOptionKind.FastOpen;
            option[padding + 1] = (byte)(2 + FastOpen.Length);
            FastOpen.Write(option[(padding + 2)..]);
            at += length;
        }

        if (Has(TcpOptionSet.Sack))
        {
            at = Word(buffer, at, SackHead | (uint)(2 + (8 * SackCount)));
            for (int i = 0; i < SackCount; i++)
            {
                at = Word(buffer, at, _sack[i].Left);
                at = Word(buffer, at, _sack[i].Right);
            }
        }

        return at;
    }

    private static int Word(Span<byte> buffer, int at, uint word)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[at..], word);
        return at + sizeof(uint);
    }
}
