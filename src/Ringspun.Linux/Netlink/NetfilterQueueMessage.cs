using System.Buffers.Binary;

namespace Ringspun.Linux.Netlink;

/// <summary>Messages of netfilter's queues (source: linux/netfilter/nfnetlink.h, nfnetlink_queue.h). Numbers are in the order of the wire. Pure.</summary>
internal static class NetfilterQueueMessage
{
    /// <summary>The longest packet that is copied: what an attribute holds (NFQNL_MAX_COPY_RANGE).</summary>
    internal const int LongestPacket = 65_531;

    /// <summary>What a message has beside the packet, and more: header and a dozen attributes.</summary>
    internal const int Overhead = 512;

    /// <summary>Flags of <see cref="Configure"/>.</summary>
    internal const uint NFQA_CFG_F_FAIL_OPEN = 1;
    internal const uint NFQA_CFG_F_GSO = 4;

    private const ushort NFQNL_MSG_PACKET = 0x300;
    private const ushort NFQNL_MSG_CONFIG = 0x302;
    private const ushort NFQNL_MSG_VERDICT_BATCH = 0x303;
    private const int FixedLength = 4;

    private const ushort NFQA_CFG_CMD = 1;
    private const ushort NFQA_CFG_PARAMS = 2;
    private const ushort NFQA_CFG_QUEUE_MAXLEN = 3;
    private const ushort NFQA_CFG_MASK = 4;
    private const ushort NFQA_CFG_FLAGS = 5;
    private const byte NFQNL_CFG_CMD_BIND = 1;
    private const byte NFQNL_COPY_PACKET = 2;

    private const ushort NFQA_PACKET_HDR = 1;
    private const ushort NFQA_VERDICT_HDR = 2;
    private const ushort NFQA_PAYLOAD = 10;
    private const ushort NFQA_CAP_LEN = 13;
    private const ushort NFQA_SKB_INFO = 14;
    private const uint NFQA_SKB_CSUM_NOTVERIFIED = 4;
    private const int PacketHeaderLength = 7;
    private const int VerdictLength = 8;
    private const int ParametersLength = 5;

    /// <summary>Asks for a queue. It has no packets before <see cref="Copy"/>.</summary>
    internal static ReadOnlySpan<byte> Bind(Span<byte> buffer, uint sequence, ushort queue)
    {
        NetlinkWriter writer = Start(buffer, NFQNL_MSG_CONFIG, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, queue);
        writer.Add(NFQA_CFG_CMD, [NFQNL_CFG_CMD_BIND, 0, 0, 0]);
        return writer.Finish();
    }

    /// <summary>Sets how many packets may wait.</summary>
    internal static ReadOnlySpan<byte> SetMaximum(Span<byte> buffer, uint sequence, ushort queue, uint packets)
    {
        NetlinkWriter writer = Start(buffer, NFQNL_MSG_CONFIG, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, queue);
        writer.AddBigEndian(NFQA_CFG_QUEUE_MAXLEN, packets);
        return writer.Finish();
    }

    /// <summary>Sets both flags as given.</summary>
    internal static ReadOnlySpan<byte> Configure(Span<byte> buffer, uint sequence, ushort queue, uint flags)
    {
        NetlinkWriter writer = Start(buffer, NFQNL_MSG_CONFIG, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, queue);
        writer.AddBigEndian(NFQA_CFG_FLAGS, flags);
        writer.AddBigEndian(NFQA_CFG_MASK, NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO);
        return writer.Finish();
    }

    /// <summary>Asks for whole packets: from now on they come.</summary>
    internal static ReadOnlySpan<byte> Copy(Span<byte> buffer, uint sequence, ushort queue)
    {
        NetlinkWriter writer = Start(buffer, NFQNL_MSG_CONFIG, NetlinkFlags.REQUEST | NetlinkFlags.ACK, sequence, queue);
        Span<byte> parameters = stackalloc byte[ParametersLength];
        BinaryPrimitives.WriteUInt32BigEndian(parameters, LongestPacket);
        parameters[4] = NFQNL_COPY_PACKET;
        writer.Add(NFQA_CFG_PARAMS, parameters);
        return writer.Finish();
    }

    /// <summary>Drops a packet and all before it. There is no answer, but for an error.</summary>
    internal static ReadOnlySpan<byte> Drop(Span<byte> buffer, ushort queue, uint lastId)
    {
        NetlinkWriter writer = Start(buffer, NFQNL_MSG_VERDICT_BATCH, NetlinkFlags.REQUEST, 0, queue);

        // The verdict NF_DROP is 0.
        Span<byte> verdict = stackalloc byte[VerdictLength];
        verdict.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(verdict[4..], lastId);
        writer.Add(NFQA_VERDICT_HDR, verdict);
        return writer.Finish();
    }

    /// <summary>Reads a packet.</summary>
    /// <param name="bytes">What one read has brought.</param>
    /// <param name="packet">The packet; of one that was refused the number may still be known, to give the verdict.</param>
    /// <returns>Why it is none; <see cref="NetlinkRefusal.Kind"/> for another message, such as an error.</returns>
    internal static NetlinkRefusal Read(ReadOnlySpan<byte> bytes, out NetfilterQueuePacket packet)
    {
        packet = default;
        NetlinkReader reader = new(bytes);
        if (!reader.TryRead(out NetlinkMessage message))
        {
            return reader.Refusal == NetlinkRefusal.None ? NetlinkRefusal.Truncated : reader.Refusal;
        }

        if (message.Type != NFQNL_MSG_PACKET)
        {
            return NetlinkRefusal.Kind;
        }

        if (message.Payload.Length < FixedLength)
        {
            return NetlinkRefusal.Truncated;
        }

        uint? id = null;
        uint whole = 0;
        uint info = 0;
        ReadOnlySpan<byte> payload = default;
        NetlinkAttributes attributes = new(message.Payload[FixedLength..]);
        while (attributes.TryRead(out NetlinkAttribute attribute))
        {
            bool isRead = true;
            switch (attribute.Type)
            {
                case NFQA_PACKET_HDR:
                    isRead = attribute.Value.Length >= PacketHeaderLength;
                    id = isRead ? BinaryPrimitives.ReadUInt32BigEndian(attribute.Value) : null;
                    break;
                case NFQA_PAYLOAD:
                    payload = attribute.Value;
                    break;
                case NFQA_CAP_LEN:
                    isRead = attribute.TryReadUInt32BigEndian(out whole);
                    break;
                case NFQA_SKB_INFO:
                    isRead = attribute.TryReadUInt32BigEndian(out info);
                    break;
            }

            if (!isRead)
            {
                return NetlinkRefusal.Value;
            }
        }

        if (attributes.Refusal != NetlinkRefusal.None || id is null || !bytes.Overlaps(payload, out int offset))
        {
            return attributes.Refusal != NetlinkRefusal.None ? attributes.Refusal : NetlinkRefusal.Missing;
        }

        packet = new NetfilterQueuePacket(
            id.Value, offset, payload.Length, IsCut: whole > payload.Length, IsVerified: (info & NFQA_SKB_CSUM_NOTVERIFIED) == 0);
        return NetlinkRefusal.None;
    }

    // struct nfgenmsg: family, version, and the queue in the order of the wire.
    private static NetlinkWriter Start(Span<byte> buffer, ushort type, NetlinkFlags flags, uint sequence, ushort queue)
    {
        NetlinkWriter writer = new(buffer, type, flags, sequence);
        BinaryPrimitives.WriteUInt16BigEndian(writer.Reserve(FixedLength)[2..], queue);
        return writer;
    }
}
