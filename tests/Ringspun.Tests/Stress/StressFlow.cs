namespace Ringspun.Tests.Stress;

/// <summary>One direction of a connection: every byte is known by its place, so that any that is lost, repeated or moved shows.</summary>
internal sealed class StressFlow(int port, bool isUp)
{
    private readonly int _key = (port * 131) + (isUp ? 7 : 3);

    /// <summary>Bytes in sends that were begun.</summary>
    public int Begun { get; private set; }

    /// <summary>Bytes in sends that ended well.</summary>
    public int Sent { get; set; }

    public int Received { get; private set; }

    /// <summary>Whether the receiver was told the end of the stream.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether the sender has ended the stream, not just let it drop.</summary>
    public bool WasEnded { get; set; }

    /// <summary>The next bytes to send.</summary>
    public void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = At(Begun + i);
        }

        Begun += bytes.Length;
    }

    /// <summary>Whether these bytes are those at the place before the last <paramref name="back"/> received.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes, int back = 0)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(Received - back + i))
            {
                return false;
            }
        }

        return true;
    }

    public void Take(int count) => Received += count;

    private byte At(int index) => (byte)(_key + (index * 167) + ((index >> 8) * 13));
}
