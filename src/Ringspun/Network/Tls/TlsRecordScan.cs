namespace Ringspun;

/// <summary>Looks at the records of a handshake as they come: whether they are TLS, and whether the peer has refused (RFC 8446 section 5.1).</summary>
internal sealed class TlsRecordScan
{
    private const int HeaderLength = 5;
    private const byte AlertType = 21;
    private const byte SmallestType = 20;
    private const byte LargestType = 23;

    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerBytes;
    private int _remaining;
    private int _alertBytes;

    /// <summary>Whether something has come that is no TLS record.</summary>
    public bool IsOtherProtocol { get; private set; }

    /// <summary>The peer's fatal alert in clear text, by its number; 0: none was seen (close_notify refuses nothing).</summary>
    public int Alert { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="bytes">What was received.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsOtherProtocol)
        {
            bytes = _remaining > 0 ? SkipBody(bytes) : ReadHeader(bytes);
        }
    }

    private ReadOnlySpan<byte> SkipBody(ReadOnlySpan<byte> bytes)
    {
        // Level and description; a longer alert is encrypted.
        if (_header[0] == AlertType && _header[3] == 0 && _header[4] == 2)
        {
            if (++_alertBytes == 2)
            {
                Alert = bytes[0];
                _alertBytes = 0;
            }

            _remaining--;
            return bytes[1..];
        }

        int count = Math.Min(_remaining, bytes.Length);
        _remaining -= count;
        return bytes[count..];
    }

    private ReadOnlySpan<byte> ReadHeader(ReadOnlySpan<byte> bytes)
    {
        _header[_headerBytes++] = bytes[0];

        // As soon as it is seen: an HTTP server waits for the rest of a request, and sends its refusal line by line.
        IsOtherProtocol = _header[0] is < SmallestType or > LargestType || (_headerBytes > 1 && _header[1] != 3);
        if (_headerBytes == HeaderLength)
        {
            _headerBytes = 0;
            _remaining = (_header[3] << 8) | _header[4];
        }

        return bytes[1..];
    }
}
