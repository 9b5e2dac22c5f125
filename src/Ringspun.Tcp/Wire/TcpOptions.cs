using System.Buffers.Binary;

namespace Ringspun.Tcp.Wire;

/// <summary>The options of a TCP segment as values.</summary>
public partial struct TcpOptions : IEquatable<TcpOptions>
{
    private SackBlocks _sack;

    /// <summary>Which of the options there are; the values of the others mean nothing.</summary>
    public TcpOptionSet Present;

    /// <summary>The shift of the window, 0 to 255 as it came; above 14 counts as 14 (RFC 7323 section 2.3).</summary>
    public byte WindowScale;

    /// <summary>The largest segment that the sender of this takes, in bytes of data.</summary>
    public ushort MaximumSegmentSize;

    /// <summary>TSval.</summary>
    public uint TimestampValue;

    /// <summary>TSecr.</summary>
    public uint TimestampEcho;

    /// <summary>The user timeout as RFC 5482 codes it: the highest bit set for minutes, else seconds.</summary>
    public ushort UserTimeout;

    /// <summary>The number of SACK blocks, 0 to 4.</summary>
    public byte SackCount;

    /// <summary>The Fast Open cookie.</summary>
    public FastOpenCookie FastOpen;

    /// <summary>Compares the options that are present.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(in TcpOptions left, in TcpOptions right) => left.Equals(right);

    /// <summary>Compares the options that are present.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(in TcpOptions left, in TcpOptions right) => !left.Equals(right);

    /// <summary>Whether all the options are there.</summary>
    /// <param name="options">Some options.</param>
    public readonly bool Has(TcpOptionSet options) => (Present & options) == options;

    /// <summary>A SACK block.</summary>
    /// <param name="index">0 up to <see cref="SackCount"/>.</param>
    public readonly SackBlock Sack(int index) => _sack[index];

    /// <summary>Appends a SACK block.</summary>
    /// <param name="block">The block.</param>
    /// <exception cref="InvalidOperationException">There are four already.</exception>
    public void AddSack(SackBlock block)
    {
        if (SackCount == SackBlocks.Capacity)
        {
            throw new InvalidOperationException("a segment holds 4 SACK blocks at most");
        }

        _sack[SackCount++] = block;
        Present |= TcpOptionSet.Sack;
    }

    /// <summary>Reads options.</summary>
    /// <param name="bytes">What stands between the header and the data.</param>
    /// <param name="options">The options, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out TcpOptions options)
    {
        options = default;

        // The layout of nearly every segment of nearly every sender: two NOPs and the timestamps (RFC 7323 appendix A).
        if (bytes.Length == 12 && BinaryPrimitives.ReadUInt32BigEndian(bytes) == 0x0101_080A)
        {
            options.ReadTimestamps(bytes[4..]);
            return Refusal.None;
        }

        // RFC9293 MUST-4, RFC9293 MUST-5: options are taken in any segment. RFC9293 MUST-64: wherever they begin, aligned or not.
        while (bytes.Length > 0 && bytes[0] != (byte)TcpOptionKind.End)
        {
            if (bytes[0] == (byte)TcpOptionKind.NoOperation)
            {
                bytes = bytes[1..];
                continue;
            }

            // RFC9293 MUST-7: an illegal length, zero among them, harms nobody.
            if (bytes.Length < 2 || bytes[1] < 2 || bytes[1] > bytes.Length || !options.ReadOption(bytes[..bytes[1]]))
            {
                return Refusal.BadOption;
            }

            bytes = bytes[bytes[1]..];
        }

        return Refusal.None;
    }

    /// <inheritdoc/>
    public readonly bool Equals(TcpOptions other)
    {
        bool equal = Present == other.Present && SackCount == other.SackCount
            && (!Has(TcpOptionSet.MaximumSegmentSize) || MaximumSegmentSize == other.MaximumSegmentSize)
            && (!Has(TcpOptionSet.WindowScale) || WindowScale == other.WindowScale)
            && (!Has(TcpOptionSet.Timestamps) || (TimestampValue == other.TimestampValue && TimestampEcho == other.TimestampEcho))
            && (!Has(TcpOptionSet.UserTimeout) || UserTimeout == other.UserTimeout)
            && (!Has(TcpOptionSet.FastOpen) || FastOpen == other.FastOpen);
        for (int i = 0; equal && i < SackCount; i++)
        {
            equal = _sack[i] == other._sack[i];
        }

        return equal;
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is TcpOptions other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Present, SackCount, MaximumSegmentSize, WindowScale, TimestampValue);

    private bool ReadOption(ReadOnlySpan<byte> option)
    {
        // RFC9293 MUST-6: an unknown option is skipped. RFC9293 MUST-68: all but the two of one byte have a length.
        switch ((TcpOptionKind)option[0], option.Length)
        {
            case (TcpOptionKind.MaximumSegmentSize, 4):
                MaximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(option[2..]);
                Present |= TcpOptionSet.MaximumSegmentSize;
                return true;
            case (TcpOptionKind.WindowScale, 3):
                WindowScale = option[2];
                Present |= TcpOptionSet.WindowScale;
                return true;
            case (TcpOptionKind.SackPermitted, 2):
                Present |= TcpOptionSet.SackPermitted;
                return true;
            case (TcpOptionKind.Timestamps, 10):
                ReadTimestamps(option[2..]);
                return true;
            case (TcpOptionKind.UserTimeout, 4):
                UserTimeout = BinaryPrimitives.ReadUInt16BigEndian(option[2..]);
                Present |= TcpOptionSet.UserTimeout;
                return true;
            case (TcpOptionKind.Sack, 10 or 18 or 26 or 34):
                ReadSack(option[2..]);
                return true;
            case (TcpOptionKind.FastOpen, _) when FastOpenCookie.IsLength(option.Length - 2):
                FastOpen = FastOpenCookie.Read(option[2..]);
                Present |= TcpOptionSet.FastOpen;
                return true;
            case (TcpOptionKind.MaximumSegmentSize or TcpOptionKind.WindowScale or TcpOptionKind.SackPermitted
                or TcpOptionKind.Timestamps or TcpOptionKind.UserTimeout or TcpOptionKind.Sack, _):
                return false;
            default:
                // A Fast Open cookie of another length is to be ignored (RFC 7413 section 4.1.1).
                return true;
        }
    }

    private void ReadTimestamps(ReadOnlySpan<byte> bytes)
    {
        TimestampValue = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        TimestampEcho = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        Present |= TcpOptionSet.Timestamps;
    }

    private void ReadSack(ReadOnlySpan<byte> bytes)
    {
        Present |= TcpOptionSet.Sack;
        for (SackCount = 0; bytes.Length >= 8; bytes = bytes[8..])
        {
            _sack[SackCount++] = new SackBlock(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        }
    }
}
