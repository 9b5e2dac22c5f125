using System.Globalization;

namespace Ringspun.Linux.Devices;

/// <summary>The address of an Ethernet interface: 48 bits (source: IEEE 802).</summary>
public readonly struct HardwareAddress : IEquatable<HardwareAddress>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 6;

    // The first byte on the wire is the highest of the 48.
    private readonly ulong _value;

    /// <summary>The address in six bytes, in the order of the wire.</summary>
    /// <param name="bytes">At least six.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public HardwareAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length)
        {
            throw new ArgumentException($"A hardware address has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        foreach (byte item in bytes[..Length])
        {
            _value = (_value << 8) | item;
        }
    }

    /// <summary>Whether this is an address of several interfaces, the broadcast address among them.</summary>
    public bool IsMulticast => (_value >> 40 & 1) != 0;

    /// <summary>Writes the six bytes in the order of the wire.</summary>
    /// <param name="bytes">Where to.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room.</exception>
    public void CopyTo(Span<byte> bytes)
    {
        bytes = bytes[..Length];
        for (int i = 0; i < Length; i++)
        {
            bytes[i] = (byte)(_value >> (8 * (Length - 1 - i)));
        }
    }

    /// <inheritdoc/>
    public bool Equals(HardwareAddress other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HardwareAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>Six pairs of hexadecimal digits with colons between.</summary>
    public override string ToString() => string.Join(':', _value.ToString("x12", CultureInfo.InvariantCulture).Chunk(2).Select(pair => new string(pair)));

    /// <summary>Whether both are the same address.</summary>
    public static bool operator ==(HardwareAddress left, HardwareAddress right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(HardwareAddress left, HardwareAddress right) => !left.Equals(right);
}
