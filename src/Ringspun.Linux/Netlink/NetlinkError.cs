using System.Buffers.Binary;

namespace Ringspun.Linux.Netlink;

/// <summary>The answer NLMSG_ERROR: an acknowledgment, or an error and what the kernel says about it (source: netlink(7), NETLINK_EXT_ACK).</summary>
/// <param name="Errno">The error; none for an acknowledgment.</param>
/// <param name="Text">The kernel's own words, or null.</param>
internal readonly record struct NetlinkError(Errno Errno, string? Text)
{
    private const ushort NLMSGERR_ATTR_MSG = 1;

    /// <summary>Reads the answer.</summary>
    /// <param name="message">A message of the type <see cref="NetlinkMessage.ERROR"/>.</param>
    /// <param name="error">The answer.</param>
    /// <returns>Why it is none; a text that cannot be read is left out, and is no reason.</returns>
    internal static NetlinkRefusal Read(NetlinkMessage message, out NetlinkError error)
    {
        error = default;
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < sizeof(int) + NetlinkMessage.HeaderLength)
        {
            return NetlinkRefusal.Truncated;
        }

        int number = BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (number is > 0 or < -ErrnoExtensions.Maximum)
        {
            return NetlinkRefusal.Value;
        }

        error = new NetlinkError((Errno)(-number), ReadText(message.Flags, payload[sizeof(int)..]));
        return NetlinkRefusal.None;
    }

    private static string? ReadText(NetlinkFlags flags, ReadOnlySpan<byte> request)
    {
        if ((flags & NetlinkFlags.ACK_TLVS) == 0)
        {
            return null;
        }

        // The request's header is always repeated, its rest only where the answer is not capped.
        uint repeated = (flags & NetlinkFlags.CAPPED) != 0 ? NetlinkMessage.HeaderLength : BinaryPrimitives.ReadUInt32LittleEndian(request);
        if (repeated < NetlinkMessage.HeaderLength || repeated > request.Length)
        {
            return null;
        }

        NetlinkAttributes attributes = new(request[Math.Min(NetlinkMessage.Align((int)repeated), request.Length)..]);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            if (attribute.Type == NLMSGERR_ATTR_MSG)
            {
                return attribute.ReadText();
            }
        }

        return null;
    }
}
