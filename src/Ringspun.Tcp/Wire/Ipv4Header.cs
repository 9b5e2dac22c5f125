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
        int fragment = (DontFragment ? DontFragmentBit : 0) | (MoreFragments ? MoreFragmentsBit : 0) | FragmentOffset >> 3;
        uint first = 0x4500_0000 | (uint)TrafficClass << 16 | (uint)(Length + payloadLength);
        uint second = (uint)Identification << 16 | (ushort)fragment;
        uint third = (uint)TimeToLive << 24 | (uint)Protocol << 16;

        // Of the numbers, not of the bytes: nothing has to be read that has just been written.
        ulong sum = (ulong)first + second + third + Source.Ipv4 + Destination.Ipv4;
        BinaryPrimitives.WriteUInt32BigEndian(header, first);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], second);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], third | (ushort)~InternetChecksum.Fold(sum));
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], Source.Ipv4);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], Destination.Ipv4);
    }
}
