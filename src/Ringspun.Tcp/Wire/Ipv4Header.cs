using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Wire;

/// <summary>The fields of an IPv4 header as values, to be written (RFC 791 section 3.1). Options are never sent.</summary>
public readonly record struct Ipv4Header
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 20;

    /// <summary>Don't Fragment, in the word of the flags and the fragment offset.</summary>
    internal const ushort DontFragmentBit = 0x4000;

    /// <summary>More Fragments, in the same word.</summary>
    internal const ushort MoreFragmentsBit = 0x2000;

    /// <summary>DSCP (6 bits) and ECN (2 bits).</summary>
    public byte TrafficClass { get; init; }

    /// <summary>Names the datagram that a fragment is of.</summary>
    public ushort Identification { get; init; }

    /// <summary>Whether routers must not fragment the packet.</summary>
    public bool DontFragment { get; init; }

    /// <summary>Whether this is a fragment that others follow.</summary>
    public bool MoreFragments { get; init; }

    /// <summary>Where the fragment belongs, in bytes: a multiple of 8 up to 65,528.</summary>
    public int FragmentOffset { get; init; }

    /// <summary>How many routers may forward it.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>What it carries.</summary>
    public IpProtocol Protocol { get; init; }

    /// <summary>The sender, an IPv4 address.</summary>
    public IpAddress Source { get; init; }

    /// <summary>The receiver, an IPv4 address.</summary>
    public IpAddress Destination { get; init; }

    /// <summary>Writes the header with its checksum.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes; the payload follows there.</param>
    /// <param name="payloadLength">0 to 65,515.</param>
    /// <exception cref="ArgumentOutOfRangeException">The payload is too long for a packet.</exception>
    public void Write(Span<byte> buffer, int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)payloadLength, (uint)(ushort.MaxValue - Length), nameof(payloadLength));
        Span<byte> header = buffer[..Length];
        header[0] = 0x45;
        header[1] = TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(Length + payloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], Identification);
        int flags = (DontFragment ? DontFragmentBit : 0) | (MoreFragments ? MoreFragmentsBit : 0) | FragmentOffset >> 3;
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)flags);
        header[8] = TimeToLive;
        header[9] = (byte)Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], Source.Ipv4);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], Destination.Ipv4);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetChecksum.Finish(InternetChecksum.AddScalar(header)));
    }
}
