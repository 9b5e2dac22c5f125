using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ringspun.Tcp.Addresses;

/// <summary>An IPv4 or IPv6 address in 16 bytes. IPv4 is held as its IPv6-mapped form (RFC 4291 section 2.5.5.2), so that both compare and hash alike.</summary>
/// <remarks>IPv6-mapped addresses do not appear on the wire: a packet with one in its IPv6 header is refused.</remarks>
public readonly struct IpAddress : IEquatable<IpAddress>
{
    /// <summary>The length of an IPv4 address on the wire in bytes.</summary>
    public const int Ipv4Length = 4;

    /// <summary>The length of an IPv6 address on the wire in bytes.</summary>
    public const int Ipv6Length = 16;

    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    /// <summary>Creates an address from the halves of its 128 bits.</summary>
    /// <param name="high">The first 8 bytes on the wire, the first the most significant.</param>
    /// <param name="low">The last 8 bytes.</param>
    public IpAddress(ulong high, ulong low)
    {
        High = high;
        Low = low;
    }

    /// <summary>Creates an IPv4 address from its number, the first byte the most significant.</summary>
    /// <param name="ipv4">0x7F000001 is 127.0.0.1.</param>
    public IpAddress(uint ipv4)
    {
        High = 0;
        Low = MappedPrefix | ipv4;
    }

    /// <summary>The unspecified IPv4 address, 0.0.0.0.</summary>
    public static IpAddress AnyIpv4 => new(0u);

    /// <summary>The unspecified IPv6 address, ::; the default value too.</summary>
    public static IpAddress AnyIpv6 => default;

    /// <summary>The first 8 bytes as a number.</summary>
    public ulong High { get; }

    /// <summary>The last 8 bytes as a number.</summary>
    public ulong Low { get; }

    /// <summary>Whether this is an IPv4 address.</summary>
    public bool IsIpv4 => High == 0 && Low >> 32 == 0xFFFF;

    /// <summary>The number of an IPv4 address; meaningless for IPv6.</summary>
    public uint Ipv4 => (uint)Low;

    /// <summary>Whether this is 0.0.0.0 or ::.</summary>
    public bool IsUnspecified => High == 0 && Low is 0 or MappedPrefix;

    /// <summary>Whether the address names a group (224.0.0.0/4, ff00::/8).</summary>
    public bool IsMulticast => IsIpv4 ? Ipv4 >> 28 == 0xE : High >> 56 == 0xFF;

    /// <summary>Whether this is 255.255.255.255.</summary>
    public bool IsLimitedBroadcast => IsIpv4 && Ipv4 == uint.MaxValue;

    /// <summary>Whether the address stays inside the host (127.0.0.0/8, ::1).</summary>
    public bool IsLoopback => IsIpv4 ? Ipv4 >> 24 == 127 : High == 0 && Low == 1;

    /// <summary>Whether the address is of the link (169.254.0.0/16, fe80::/10).</summary>
    public bool IsLinkLocal => IsIpv4 ? Ipv4 >> 16 == 0xA9FE : High >> 54 == 0x3FA;

    /// <summary>The bits of an address of this family: 32 or 128.</summary>
    public int Bits => IsIpv4 ? 32 : 128;

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(in IpAddress left, in IpAddress right) => left.High == right.High && left.Low == right.Low;

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(in IpAddress left, in IpAddress right) => !(left == right);

    /// <summary>Reads 4 bytes.</summary>
    /// <param name="bytes">At least 4.</param>
    public static IpAddress ReadIpv4(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>Reads 16 bytes.</summary>
    /// <param name="bytes">At least 16.</param>
    public static IpAddress ReadIpv6(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Reads the usual text forms of either family, without a zone.</summary>
    /// <param name="text">Such as <c>10.0.0.1</c> or <c>2001:db8::1</c>.</param>
    /// <param name="address">The address when the result is true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out IpAddress address)
    {
        address = default;
        if (text is null || text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(text, out IPAddress? parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Ipv6Length];
        _ = parsed.TryWriteBytes(bytes, out int length);
        address = length == Ipv4Length ? ReadIpv4(bytes) : ReadIpv6(bytes);
        return true;
    }

    /// <summary>Reads the usual text forms of either family, without a zone.</summary>
    /// <param name="text">Such as <c>10.0.0.1</c> or <c>2001:db8::1</c>.</param>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static IpAddress Parse(string text) =>
        TryParse(text, out IpAddress address) ? address : throw new FormatException($"'{text}' is neither an IPv4 nor an IPv6 address");

    /// <summary>The solicited-node group of an IPv6 address (RFC 4291 section 2.7.1).</summary>
    public IpAddress SolicitedNode() => new(0xFF02_0000_0000_0000, 0x1_FF00_0000 | (Low & 0xFF_FFFF));

    /// <summary>Writes the 4 bytes of an IPv4 or the 16 bytes of an IPv6 address.</summary>
    /// <param name="destination">Long enough.</param>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        if (IsIpv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, Ipv4);
            return Ipv4Length;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
        return Ipv6Length;
    }

    /// <inheritdoc/>
    public bool Equals(IpAddress other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IpAddress other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(High, Low);

    /// <summary>The usual text form of the family.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Ipv6Length];
        int length = Write(bytes);
        return new IPAddress(bytes[..length]).ToString();
    }
}
