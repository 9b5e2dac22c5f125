using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Wire;

/// <summary>The fields of an IPv6 header as values, to be written (RFC 8200 section 3).</summary>
public readonly record struct Ipv6Header
{
    /// <summary>The length in bytes, without extension headers.</summary>
    public const int Length = 40;

    /// <summary>DSCP (6 bits) and ECN (2 bits).</summary>
    public byte TrafficClass { get; init; }

    /// <summary>The flow label: 20 bits.</summary>
    public uint FlowLabel { get; init; }

    /// <summary>What follows this header: an extension header or the upper layer.</summary>
    public IpProtocol NextHeader { get; init; }

    /// <summary>How many routers may forward it.</summary>
    public byte HopLimit { get; init; }

    /// <summary>The sender, an IPv6 address.</summary>
    public IpAddress Source { get; init; }

    /// <summary>The receiver, an IPv6 address.</summary>
    public IpAddress Destination { get; init; }

    /// <summary>Writes the header.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes; the payload follows there.</param>
    /// <param name="payloadLength">0 to 65,535; extension headers count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The payload is too long for a packet.</exception>
    public void Write(Span<byte> buffer, int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)payloadLength, ushort.MaxValue, nameof(payloadLength));
        Span<byte> header = buffer[..Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, 6u << 28 | (uint)TrafficClass << 20 | (FlowLabel & 0xF_FFFF));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)payloadLength);
        header[6] = (byte)NextHeader;
        header[7] = HopLimit;
        BinaryPrimitives.WriteUInt64BigEndian(header[8..], Source.High);
        BinaryPrimitives.WriteUInt64BigEndian(header[16..], Source.Low);
        BinaryPrimitives.WriteUInt64BigEndian(header[24..], Destination.High);
        BinaryPrimitives.WriteUInt64BigEndian(header[32..], Destination.Low);
    }
}
