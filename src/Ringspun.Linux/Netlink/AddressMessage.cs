using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ringspun.Linux.Netlink;

/// <summary>Messages about addresses: struct ifaddrmsg and IFA_* (source: rtnetlink(7), linux/if_addr.h). Pure.</summary>
internal static class AddressMessage
{
    private const int FixedLength = 8;
    private const ushort IFA_ADDRESS = 1;
    private const ushort IFA_LOCAL = 2;
    private const byte IFA_F_NODAD = 2;

    /// <summary>The kernel's number for an address's family.</summary>
    internal static byte FamilyOf(IPAddress address) =>
        (byte)(address.AddressFamily == AddressFamily.InterNetwork ? SocketFamily.INET : SocketFamily.INET6);

    /// <summary>Adds an address.</summary>
    internal static ReadOnlySpan<byte> Add(Span<byte> buffer, uint sequence, int index, in InterfaceAddress address) => Change(
        buffer, RouteMessageType.NEWADDR, NetlinkFlags.REQUEST | NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.EXCL, sequence, index, address);

    /// <summary>Removes an address.</summary>
    internal static ReadOnlySpan<byte> Delete(Span<byte> buffer, uint sequence, int index, in InterfaceAddress address) =>
        Change(buffer, RouteMessageType.DELADDR, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, index, address);

    /// <summary>Asks for all addresses of all links.</summary>
    internal static ReadOnlySpan<byte> Dump(Span<byte> buffer, uint sequence)
    {
        NetlinkWriter writer = new(buffer, RouteMessageType.GETADDR, NetlinkFlags.REQUEST | NetlinkFlags.DUMP, sequence);
        writer.Reserve(FixedLength);
        return writer.Finish();
    }

    /// <summary>Reads an address, and which link has it.</summary>
    internal static NetlinkRefusal Read(NetlinkMessage message, out int index, out InterfaceAddress address)
    {
        index = 0;
        address = default;
        if (message.Type != RouteMessageType.NEWADDR)
        {
            return NetlinkRefusal.Kind;
        }

        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < FixedLength)
        {
            return NetlinkRefusal.Truncated;
        }

        int family = payload[0];
        int length = family switch
        {
            (int)SocketFamily.INET => 4,
            (int)SocketFamily.INET6 => 16,
            _ => 0,
        };
        if (length == 0 || payload[1] > 8 * length)
        {
            return NetlinkRefusal.Value;
        }

        IPAddress? local = null;
        IPAddress? other = null;
        NetlinkAttributes attributes = new(payload[FixedLength..]);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            if (attribute.Type is not (IFA_LOCAL or IFA_ADDRESS))
            {
                continue;
            }

            if (attribute.Value.Length != length)
            {
                return NetlinkRefusal.Value;
            }

            (attribute.Type == IFA_LOCAL ? ref local : ref other) = new IPAddress(attribute.Value);
        }

        if (attributes.Refusal != NetlinkRefusal.None || (local ?? other) is not { } own)
        {
            return attributes.Refusal != NetlinkRefusal.None ? attributes.Refusal : NetlinkRefusal.Missing;
        }

        // Without IFA_LOCAL, as IPv6 has it on ordinary links, IFA_ADDRESS is the link's own; with it, that of the peer.
        index = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        address = new InterfaceAddress(own, payload[1], other is null || other.Equals(own) ? null : other);
        return NetlinkRefusal.None;
    }

    private static ReadOnlySpan<byte> Change(
        Span<byte> buffer, ushort type, NetlinkFlags flags, uint sequence, int index, in InterfaceAddress address)
    {
        NetlinkWriter writer = new(buffer, type, flags, sequence);
        Span<byte> header = writer.Reserve(FixedLength);
        header[0] = FamilyOf(address.Local);
        header[1] = (byte)address.PrefixLength;

        // Nobody else has an address of a link that this program serves: it can be used at once.
        header[2] = address.Local.AddressFamily == AddressFamily.InterNetworkV6 ? IFA_F_NODAD : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], index);
        writer.Add(IFA_LOCAL, address.Local.GetAddressBytes());
        writer.Add(IFA_ADDRESS, (address.Peer ?? address.Local).GetAddressBytes());
        return writer.Finish();
    }
}
