namespace Ringspun.Tcp.Addresses;

/// <summary>A block of addresses: those that share the first bits (RFC 4632, RFC 4291 section 2.3).</summary>
public readonly struct IpPrefix : IEquatable<IpPrefix>
{
    private readonly byte _length;

    /// <summary>Creates a prefix; the address may have bits beyond it, as an interface's address has.</summary>
    /// <param name="address">An address in it.</param>
    /// <param name="length">The bits that count: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is beyond the family's.</exception>
    public IpPrefix(IpAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.Bits);
        Address = address;
        _length = (byte)length;
    }

    /// <summary>The address that the prefix was made of.</summary>
    public IpAddress Address { get; }

    /// <summary>The bits that count.</summary>
    public int Length => _length;

    /// <summary>The IPv4 broadcast address of the block; the address itself for blocks without one (RFC 3021: /31 and /32) and for IPv6.</summary>
    public IpAddress Broadcast => Address.IsIpv4 && _length < 31 ? new IpAddress(Address.Ipv4 | (uint.MaxValue >> _length)) : Address;

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(in IpPrefix left, in IpPrefix right) => left.Equals(right);

    /// <summary>Compares.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(in IpPrefix left, in IpPrefix right) => !left.Equals(right);

    /// <summary>Reads <c>ADDRESS/LENGTH</c>.</summary>
    /// <param name="text">Such as <c>10.0.0.2/24</c>.</param>
    /// <exception cref="FormatException">The text is no prefix.</exception>
    public static IpPrefix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && IpAddress.TryParse(text[..slash], out IpAddress address)
            && byte.TryParse(text.AsSpan(slash + 1), null, out byte length) && length <= address.Bits)
        {
            return new IpPrefix(address, length);
        }

        throw new FormatException($"'{text}' is not of the form ADDRESS/LENGTH, such as 10.0.0.2/24");
    }

    /// <summary>Whether the address is in the block; never for an address of the other family.</summary>
    /// <param name="address">Any address.</param>
    public bool Contains(in IpAddress address)
    {
        if (address.IsIpv4 != Address.IsIpv4)
        {
            return false;
        }

        int bits = Address.IsIpv4 ? _length + 96 : _length;
        ulong high = bits >= 64 ? ulong.MaxValue : bits == 0 ? 0 : ulong.MaxValue << (64 - bits);
        ulong low = bits >= 128 ? ulong.MaxValue : bits <= 64 ? 0 : ulong.MaxValue << (128 - bits);
        return ((address.High ^ Address.High) & high) == 0 && ((address.Low ^ Address.Low) & low) == 0;
    }

    /// <inheritdoc/>
    public bool Equals(IpPrefix other) => Address == other.Address && _length == other._length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IpPrefix other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, _length);

    /// <summary>The form <c>ADDRESS/LENGTH</c>.</summary>
    public override string ToString() => $"{Address}/{_length}";
}
