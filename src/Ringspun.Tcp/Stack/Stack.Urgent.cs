using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Segments;

namespace Ringspun.Tcp;

/// <content>Urgent data (RFC 9293 section 3.8.5). RFC9293 MUST-33: <see cref="ConnectionInfo.UrgentAhead"/> says how much is left of it.</content>
public sealed partial class Stack
{
    /// <summary>
    /// Queues bytes to be sent, and makes everything urgent up to the last of them that was taken. The peer learns of it at once, even while its window is
    /// closed. For old protocols: new ones should not use urgent data (RFC 6093 section 5).
    /// </summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">The connection.</param>
    /// <param name="data">The bytes; they stay in their place in the stream. At least one.</param>
    /// <param name="taken">How many were taken: fewer than given when the buffer is full. Give the rest again.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when none were taken for want of room.</returns>
    public StackError SendUrgent(long now, ConnectionId id, ReadOnlySpan<byte> data, out int taken)
    {
        StackError error = Send(now, id, data, out taken);
        if (taken > 0)
        {
            TcpBlock block = Blocks.Find(id)!;
            UrgentData.Begin(block);
            if (block.IsSynchronized)
            {
                block.Set(BlockFlags.AckNow);
            }
        }

        return error;
    }
}
