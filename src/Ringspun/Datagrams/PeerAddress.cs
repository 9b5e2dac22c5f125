using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// An IPv4 or IPv6 address with a port, as a plain value: the address of a datagram's peer, received and sent without a heap object. The default
/// value is no address.
/// </summary>
public readonly struct PeerAddress : IEquatable<PeerAddress>
{
    /// <summary>The length of the kernel's longest form in bytes: struct sockaddr_in6.</summary>
    internal const int NativeCapacity = 28;

    private const int IPv4Length = 16;
    private const int IPv4Bytes = 4;
    private const int IPv6Bytes = 16;
    private const int PortOffset = 2;
    private const int IPv4AddressOffset = 4;
    private const int IPv6AddressOffset = 8;
    private const int IPv6ScopeOffset = 24;

    // The address in network order, IPv4 in the upper half of _high.
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly SocketFamily _family;

    /// <summary>Takes the value of an endpoint.</summary>
    /// <param name="endPoint">The endpoint.</param>
    public PeerAddress(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Span<byte> bytes = stackalloc byte[IPv6Bytes];
        bytes.Clear();
        _ = endPoint.Address.TryWriteBytes(bytes, out _);
        _family = endPoint.AddressFamily == AddressFamily.InterNetwork ? SocketFamily.INET : SocketFamily.INET6;
        _scope = _family == SocketFamily.INET6 ? (uint)endPoint.Address.ScopeId : 0;
        _port = (ushort)endPoint.Port;
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]);
    }

    private PeerAddress(SocketFamily family, ulong high, ulong low, uint scope, ushort port)
    {
        _family = family;
        _high = high;
        _low = low;
        _scope = scope;
        _port = port;
    }

    /// <summary>Whether there is no address.</summary>
    public bool IsEmpty => _family == SocketFamily.UNSPEC;

    /// <summary>The port.</summary>
    public int Port => _port;

    /// <summary>Whether it is an IPv6 address.</summary>
    public bool IsIPv6 => _family == SocketFamily.INET6;

    /// <summary>Whether two addresses are the same.</summary>
    public static bool operator ==(PeerAddress left, PeerAddress right) => left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(PeerAddress left, PeerAddress right) => !left.Equals(right);

    /// <summary>The same address as an object; allocates.</summary>
    /// <returns>The endpoint; null for no address.</returns>
    public IPEndPoint? ToEndPoint()
    {
        if (IsEmpty)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[IPv6Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], _low);
        return new IPEndPoint(IsIPv6 ? new IPAddress(bytes, _scope) : new IPAddress(bytes[..IPv4Bytes]), _port);
    }

    /// <inheritdoc/>
    public bool Equals(PeerAddress other) =>
        _family == other._family && _port == other._port && _high == other._high && _low == other._low && _scope == other._scope;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PeerAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_family, _high, _low, _scope, _port);

    /// <summary>The endpoint's text.</summary>
    public override string ToString() => ToEndPoint()?.ToString() ?? "none";

    /// <summary>The address that 4 or 16 bytes in network order and a port are.</summary>
    internal static PeerAddress Of(ReadOnlySpan<byte> address, int port) => address.Length == IPv4Bytes
        ? new PeerAddress(SocketFamily.INET, (ulong)BinaryPrimitives.ReadUInt32BigEndian(address) << 32, 0, 0, (ushort)port)
        : new PeerAddress(
            SocketFamily.INET6, BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[sizeof(ulong)..]), 0, (ushort)port);

    /// <summary>Writes the 4 or 16 bytes of the address without its port; returns how many.</summary>
    internal int WriteAddress(Span<byte> address)
    {
        BinaryPrimitives.WriteUInt64BigEndian(address, _high);
        BinaryPrimitives.WriteUInt64BigEndian(address[sizeof(ulong)..], _low);
        return IsIPv6 ? IPv6Bytes : IPv4Bytes;
    }

    /// <summary>Reads the kernel's form (ip(7), ipv6(7)).</summary>
    internal static PeerAddress Read(ReadOnlySpan<byte> native)
    {
        if (native.Length < IPv4Length)
        {
            return default;
        }

        ushort port = BinaryPrimitives.ReadUInt16BigEndian(native[PortOffset..]);
        switch ((SocketFamily)BitConverter.ToUInt16(native))
        {
            case SocketFamily.INET:
                uint address = BinaryPrimitives.ReadUInt32BigEndian(native[IPv4AddressOffset..]);
                return new PeerAddress(SocketFamily.INET, (ulong)address << 32, 0, 0, port);
            case SocketFamily.INET6 when native.Length >= NativeCapacity:
                return new PeerAddress(
                    SocketFamily.INET6,
                    BinaryPrimitives.ReadUInt64BigEndian(native[IPv6AddressOffset..]),
                    BinaryPrimitives.ReadUInt64BigEndian(native[(IPv6AddressOffset + sizeof(ulong))..]),
                    BitConverter.ToUInt32(native[IPv6ScopeOffset..]),
                    port);
            default:
                return default;
        }
    }

    /// <summary>Writes the kernel's form; returns its length.</summary>
    internal int Write(Span<byte> native)
    {
        native[..NativeCapacity].Clear();
        _ = BitConverter.TryWriteBytes(native, (ushort)_family);
        BinaryPrimitives.WriteUInt16BigEndian(native[PortOffset..], _port);
        if (!IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(native[IPv4AddressOffset..], (uint)(_high >> 32));
            return IPv4Length;
        }

        BinaryPrimitives.WriteUInt64BigEndian(native[IPv6AddressOffset..], _high);
        BinaryPrimitives.WriteUInt64BigEndian(native[(IPv6AddressOffset + sizeof(ulong))..], _low);
        _ = BitConverter.TryWriteBytes(native[IPv6ScopeOffset..], _scope);
        return NativeCapacity;
    }
}
