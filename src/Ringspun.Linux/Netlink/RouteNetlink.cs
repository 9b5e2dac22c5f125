using System.Net;

namespace Ringspun.Linux.Netlink;

/// <summary>
/// The kernel's network interfaces, their addresses and routes, by rtnetlink(7) and without any command. For one thread at a time. It speaks about the
/// network namespace of the thread that opens it.
/// </summary>
public sealed partial class RouteNetlink : IDisposable
{
    private const int LongestRequest = 256;
    private const int DumpAttempts = 5;
    private const uint RTMGRP_IPV4_ROUTE = 0x40;
    private const uint RTMGRP_IPV6_ROUTE = 0x400;

    private readonly NetlinkSocket _socket;

    private RouteNetlink(NetlinkSocket socket) => _socket = socket;

    /// <summary>Opens a socket for requests.</summary>
    /// <exception cref="LinuxException">There is no descriptor left, or the container forbids netlink.</exception>
    public static RouteNetlink Open() => new(NetlinkSocket.Open(NetlinkProtocol.ROUTE));

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>
    /// Adds an address to a link. For an IPv6 address no other interface is asked whether it has it, and yet the kernel takes its time: packets for it are
    /// dropped until <see cref="WaitUntilLocal"/> returns.
    /// </summary>
    /// <param name="index">The link.</param>
    /// <param name="address">The address.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.AlreadyThere"/> where the link has it.</returns>
    /// <exception cref="ArgumentException">The prefix is too long, or the peer is of another family.</exception>
    public NetlinkResult AddAddress(int index, InterfaceAddress address)
    {
        Check(address);
        return _socket.Request(AddressMessage.Add(stackalloc byte[LongestRequest], _socket.NextSequence(), index, address));
    }

    /// <summary>Removes an address from a link.</summary>
    /// <param name="index">The link.</param>
    /// <param name="address">The address.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.NotThere"/> where the link does not have it.</returns>
    /// <exception cref="ArgumentException">The prefix is too long, or the peer is of another family.</exception>
    public NetlinkResult DeleteAddress(int index, InterfaceAddress address)
    {
        Check(address);
        return _socket.Request(AddressMessage.Delete(stackalloc byte[LongestRequest], _socket.NextSequence(), index, address));
    }

    /// <summary>Lists the addresses of a link.</summary>
    /// <param name="index">The link.</param>
    /// <param name="addresses">The addresses, IPv4 and IPv6; empty on failure.</param>
    /// <returns>The outcome.</returns>
    public NetlinkResult GetAddresses(int index, out IReadOnlyList<InterfaceAddress> addresses)
    {
        List<InterfaceAddress> found = [];
        NetlinkResult result = Dump(AddressMessage.Dump, found, message =>
        {
            NetlinkRefusal refusal = AddressMessage.Read(message, out int link, out InterfaceAddress address);
            if (refusal == NetlinkRefusal.None && link == index)
            {
                found.Add(address);
            }

            return refusal;
        });
        addresses = found;
        return result;
    }

    /// <summary>Adds a route to the main table.</summary>
    /// <param name="destination">Where packets go that it is for; a prefix of 0 bits for the default route.</param>
    /// <param name="index">The link that they leave by.</param>
    /// <param name="gateway">The next host, or null where the destination is on the link.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.AlreadyThere"/> where there is one, <see cref="NetlinkOutcome.Unreachable"/> for a gateway without a
    /// route, or a link that is down.</returns>
    /// <exception cref="ArgumentException">The gateway is of another family.</exception>
    public NetlinkResult AddRoute(IPNetwork destination, int index, IPAddress? gateway = null)
    {
        Check(destination, gateway);
        return _socket.Request(RouteMessage.Add(stackalloc byte[LongestRequest], _socket.NextSequence(), destination, index, gateway));
    }

    /// <summary>Removes a route from the main table.</summary>
    /// <param name="destination">As it was added.</param>
    /// <param name="index">As it was added.</param>
    /// <param name="gateway">As it was added; null for any.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.NotThere"/> where there is none.</returns>
    /// <exception cref="ArgumentException">The gateway is of another family.</exception>
    public NetlinkResult DeleteRoute(IPNetwork destination, int index, IPAddress? gateway = null)
    {
        Check(destination, gateway);
        return _socket.Request(RouteMessage.Delete(stackalloc byte[LongestRequest], _socket.NextSequence(), destination, index, gateway));
    }

    /// <summary>Waits until the kernel takes packets for an address as its own: an IPv6 address gets its route on another thread of the kernel's.</summary>
    /// <param name="address">An address of a link that is switched on.</param>
    /// <param name="patience">How long.</param>
    /// <returns>Whether it takes them.</returns>
    public bool WaitUntilLocal(IPAddress address, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(address);
        long end = MonotonicClock.Nanoseconds + (long)patience.TotalNanoseconds;
        using NetlinkSocket news = NetlinkSocket.Open(NetlinkProtocol.ROUTE, RTMGRP_IPV6_ROUTE | RTMGRP_IPV4_ROUTE);
        while (!IsLocal(address))
        {
            long left = end - MonotonicClock.Nanoseconds;
            if (left <= 0)
            {
                return false;
            }

            news.WaitForNews(left);
        }

        return true;
    }

    private bool IsLocal(IPAddress address)
    {
        bool isLocal = false;
        NetlinkResult result = _socket.Request(
            RouteMessage.Get(stackalloc byte[LongestRequest], _socket.NextSequence(), address), message => RouteMessage.Read(message, out isLocal));
        return result.IsDone && isLocal;
    }

    private NetlinkResult Dump<T>(Question question, List<T> found, NetlinkHandler handler)
    {
        NetlinkResult result = default;
        Span<byte> buffer = stackalloc byte[LongestRequest];
        for (int i = 0; i < DumpAttempts; i++)
        {
            found.Clear();
            result = _socket.Request(question(buffer, _socket.NextSequence()), handler);
            if (result.Outcome != NetlinkOutcome.Interrupted)
            {
                break;
            }
        }

        if (!result.IsDone)
        {
            found.Clear();
        }

        return result;
    }

    private static void Check(in InterfaceAddress address)
    {
        ArgumentNullException.ThrowIfNull(address.Local, nameof(address));
        int bits = AddressMessage.FamilyOf(address.Local) == (byte)SocketFamily.INET ? 32 : 128;
        if (address.PrefixLength < 0 || address.PrefixLength > bits)
        {
            throw new ArgumentException($"{address} has a prefix of {address.PrefixLength} bits; there are {bits}.", nameof(address));
        }

        if (address.Peer is { } peer && peer.AddressFamily != address.Local.AddressFamily)
        {
            throw new ArgumentException($"{address} has a peer of another family.", nameof(address));
        }
    }

    private static void Check(IPNetwork destination, IPAddress? gateway)
    {
        if (gateway is not null && gateway.AddressFamily != destination.BaseAddress.AddressFamily)
        {
            throw new ArgumentException($"The gateway {gateway} is of another family than {destination}.", nameof(gateway));
        }
    }

    private delegate ReadOnlySpan<byte> Question(Span<byte> buffer, uint sequence);
}
