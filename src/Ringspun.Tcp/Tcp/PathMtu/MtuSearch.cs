using System.Runtime.InteropServices;

namespace Ringspun.Tcp.PathMtu;

/// <summary>What a connection knows of the size of segments that the path takes (RFC 4821 section 7.1). Sizes are data and options, as SND.MSS is.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MtuSearch
{
    // Bits of one byte: there is one of these for every connection.
    private const byte ActiveBit = 1;
    private const byte TriesHighBit = 2;
    private const byte ConfirmedBit = 4;

    private byte _bits;

    /// <summary>What the link and the peer allow.</summary>
    public ushort Ceiling;

    /// <summary>search_low: what is taken to pass.</summary>
    public ushort Low;

    /// <summary>search_high: what nothing larger is tried than.</summary>
    public ushort High;

    /// <summary>The size of the probe whose result is awaited; 0 for none.</summary>
    public ushort Probe;

    /// <summary>How often a probe of the present size was lost.</summary>
    public byte Losses;

    /// <summary>Where the last probe's data begins.</summary>
    public uint ProbeStart;

    /// <summary>Its bytes, until they are acknowledged; 0 for none.</summary>
    public ushort ProbeLength;

    /// <summary>No probe is sent before.</summary>
    public long NextAt;

    /// <summary>Whether there is something to search for.</summary>
    public bool IsActive
    {
        readonly get => (_bits & ActiveBit) != 0;
        set => Put(ActiveBit, value);
    }

    /// <summary>Whether <see cref="High"/> itself is to be tried, before the range is halved.</summary>
    public bool TriesHigh
    {
        readonly get => (_bits & TriesHighBit) != 0;
        set => Put(TriesHighBit, value);
    }

    /// <summary>Whether a segment of the present size has arrived.</summary>
    public bool IsConfirmed
    {
        readonly get => (_bits & ConfirmedBit) != 0;
        set => Put(ConfirmedBit, value);
    }

    /// <summary>Whether a sequence number is one of the last probe's.</summary>
    public readonly bool Holds(uint sequence) => sequence - ProbeStart < ProbeLength;

    private void Put(byte bit, bool value) => _bits = (byte)(value ? _bits | bit : _bits & ~bit);
}
