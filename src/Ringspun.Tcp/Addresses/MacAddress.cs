using System.Buffers.Binary;

namespace Ringspun.Tcp.Addresses;

/// <summary>An Ethernet address of 48 bits.</summary>
public readonly struct MacAddress : IEquatable<MacAddress>
{
    /// <summary>The length on the wire in bytes.</summary>
    public const int Length = 6;

    private readonly ulong _value;

    /// <summary>Creates an address from its number; the first byte on the wire is the most significant.</summary>
    /// <param name="value">The lower 48 bits count.</param>
    public MacAddress(ulong value) => _value = value & 0xFFFF_FFFF_FFFF;

    /// <summary>The address of everybody.</summary>
    public static MacAddress Broadcast => new(0xFFFF_FFFF_FFFF);

    /// <summary>The number; the first byte on the wire is the most significant of 48 bits.</summary>
    public ulong Value => _value;

    /// <summary>Whether the address names a group, the broadcast included.</summary>
    public bool IsGroup => (_value >> 40 & 1) != 0;

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(MacAddress left, MacAddress right) => left._value == right._value;

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(MacAddress left, MacAddress right) => left._value != right._value;

    /// <summary>The group address that an IPv6 multicast address maps to (RFC 2464 section 7).</summary>
    /// <param name="group">An IPv6 multicast address.</param>
    public static MacAddress ForMulticast(in IpAddress group) => new(0x3333_0000_0000 | (group.Low & 0xFFFF_FFFF));

    /// <summary>Reads the first 6 bytes.</summary>
    /// <param name="bytes">At least 6.</param>
    public static MacAddress Read(ReadOnlySpan<byte> bytes) =>
        new((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));

    /// <summary>Writes the 6 bytes.</summary>
    /// <param name="destination">At least 6.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(_value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], (uint)_value);
    }

    /// <inheritdoc/>
    public bool Equals(MacAddress other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MacAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>The usual form, <c>02:00:00:00:00:01</c>.</summary>
    public override string ToString() =>
        $"{_value >> 40 & 255:x2}:{_value >> 32 & 255:x2}:{_value >> 24 & 255:x2}:{_value >> 16 & 255:x2}:{_value >> 8 & 255:x2}:{_value & 255:x2}";
}
