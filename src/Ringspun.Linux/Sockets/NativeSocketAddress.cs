using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// A socket address as the kernel keeps it: struct sockaddr_storage with its length behind it (source: socket(7), ip(7), ipv6(7), unix(7)).
/// A plain value without references: where it lies in fixed memory, its address is a sockaddr pointer, and the address plus
/// <see cref="LengthOffset"/> is a socklen_t pointer, as accept4(2) and io_uring want them.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct NativeSocketAddress : IEquatable<NativeSocketAddress>
{
    /// <summary>The capacity in bytes: sizeof(struct sockaddr_storage).</summary>
    public const int Capacity = 128;

    /// <summary>Where the length (an int) lies, in bytes from the beginning.</summary>
    public const int LengthOffset = Capacity;

    private const int IPv4Length = 16;
    private const int IPv6Length = 28;
    private const int PortOffset = 2;
    private const int IPv4AddressOffset = 4;
    private const int IPv6AddressOffset = 8;
    private const int IPv6ScopeOffset = 24;

    // Its only purpose is Create(SocketAddress), the one way to a .NET endpoint of an unnamed unix socket.
    private static readonly UnixDomainSocketEndPoint UnixFactory = new("/");

    private Storage _storage;
    private int _length;

    /// <summary>The length of the address in bytes; 0 for no address. The kernel may set more than <see cref="Capacity"/> if it cut one off.</summary>
    public readonly int Length => _length;

    /// <summary>The address family; <see cref="SocketFamily.UNSPEC"/> for no address.</summary>
    public readonly SocketFamily Family => _length < sizeof(ushort) ? SocketFamily.UNSPEC : (SocketFamily)MemoryMarshal.Read<ushort>(Bytes);

    /// <summary>The port of an IPv4 or IPv6 address; 0 for others.</summary>
    public readonly int Port =>
        Family is SocketFamily.INET or SocketFamily.INET6 ? BinaryPrimitives.ReadUInt16BigEndian(Bytes[PortOffset..]) : 0;

    /// <summary>The whole storage, to be filled by hand; then say how much with <see cref="SetLength"/>.</summary>
    [UnscopedRef]
    public Span<byte> Buffer => _storage;

    /// <summary>The bytes in use.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_storage)[..Math.Min(_length, Capacity)];

    /// <summary>Sets how many bytes of the storage are in use; <see cref="Capacity"/> before a call that fills them.</summary>
    /// <param name="length">0 to <see cref="Capacity"/>.</param>
    public void SetLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Capacity);
        _length = length;
    }

    /// <summary>The kernel's form of an endpoint.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/>, named by path or abstract.</param>
    /// <exception cref="ArgumentException">Another type of endpoint: names are resolved elsewhere.</exception>
    public static NativeSocketAddress From(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint switch
        {
            IPEndPoint ip => From(ip),
            UnixDomainSocketEndPoint unix => From(unix.Serialize()),
            _ => throw new ArgumentException($"{endPoint.GetType().Name} is no socket address: use an IP or a unix endpoint.", nameof(endPoint)),
        };
    }

    /// <summary>The endpoint of an address; null for no address and for families that .NET has no endpoint for.</summary>
    public readonly EndPoint? ToEndPoint()
    {
        switch (Family)
        {
            case SocketFamily.INET when _length >= IPv4Length:
                return new IPEndPoint(new IPAddress(Bytes.Slice(IPv4AddressOffset, 4)), Port);
            case SocketFamily.INET6 when _length >= IPv6Length:
                uint scope = MemoryMarshal.Read<uint>(Bytes[IPv6ScopeOffset..]);
                return new IPEndPoint(new IPAddress(Bytes.Slice(IPv6AddressOffset, 16), scope), Port);
            case SocketFamily.UNIX:
                var address = new SocketAddress(AddressFamily.Unix, Math.Max(Bytes.Length, sizeof(ushort)));
                Bytes.CopyTo(address.Buffer.Span);
                return UnixFactory.Create(address);
            default:
                return null;
        }
    }

    /// <inheritdoc/>
    public readonly bool Equals(NativeSocketAddress other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is NativeSocketAddress other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>The endpoint's text.</summary>
    public override readonly string ToString() => ToEndPoint()?.ToString() ?? Family.ToString();

    /// <summary>Whether two addresses have the same bytes.</summary>
    public static bool operator ==(NativeSocketAddress left, NativeSocketAddress right) => left.Equals(right);

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(NativeSocketAddress left, NativeSocketAddress right) => !left.Equals(right);

    private static NativeSocketAddress From(IPEndPoint endPoint)
    {
        NativeSocketAddress result = default;
        bool isIPv4 = endPoint.AddressFamily == AddressFamily.InterNetwork;
        ushort family = (ushort)(isIPv4 ? SocketFamily.INET : SocketFamily.INET6);
        MemoryMarshal.Write(result.Buffer, in family);
        BinaryPrimitives.WriteUInt16BigEndian(result.Buffer[PortOffset..], (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(result.Buffer[(isIPv4 ? IPv4AddressOffset : IPv6AddressOffset)..], out _);
        if (!isIPv4)
        {
            uint scope = (uint)endPoint.Address.ScopeId;
            MemoryMarshal.Write(result.Buffer[IPv6ScopeOffset..], in scope);
        }

        result._length = isIPv4 ? IPv4Length : IPv6Length;
        return result;
    }

    private static NativeSocketAddress From(SocketAddress address)
    {
        NativeSocketAddress result = default;
        address.Buffer.Span[..address.Size].CopyTo(result.Buffer);
        result._length = address.Size;
        return result;
    }

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
