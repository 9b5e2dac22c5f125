using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Timers;

namespace Ringspun.Tcp.Tests.Support;

/// <summary>What is always true of a stack's connections, whatever has happened. Checked after every step.</summary>
internal sealed class Invariants(Stack stack)
{
    private readonly Dictionary<ConnectionId, uint> _edges = [];

    public void Check()
    {
        long held = 0;
        for (int slot = 0; slot < stack.Blocks.Created; slot++)
        {
            TcpBlock block = stack.Blocks.At(slot);
            held += block.SndBuffer.Held + block.RcvBuffer.Held;
            if (block.InUse)
            {
                Check(block);
            }
        }

        held *= stack.Buffers.BufferLength;
        Held.That(held == stack.BufferedBytes, $"{held} bytes are held, {stack.BufferedBytes} counted");
    }

    private void Check(TcpBlock block)
    {
        Who who = new(block);
        if (block.State == TcpState.Closed)
        {
            Held.That(block.Deadlines.Earliest() == Deadlines.Never && block.Sent.Count == 0, $"{who}: a closed connection waits");
            return;
        }

        SendSide(block, who);
        Queue(block, who);
        ReceiveSide(block, who);
        Waiting(block, who);
    }

    private static void SendSide(TcpBlock block, Who who)
    {
        Held.That(Sequence.LessOrEqual(block.SndUna, block.SndNxt), $"{who}: SND.UNA beyond SND.NXT");
        Held.That(Sequence.LessOrEqual(block.SndNxt, block.SndMax), $"{who}: SND.NXT beyond what was sent");
        Held.That(block.SndBuffered >= 0 && block.SndBuffered <= block.SndCapacity, $"{who}: {block.SndBuffered} bytes buffered of {block.SndCapacity}");
        Held.That(block.Unsent >= 0, $"{who}: {block.Unsent} bytes unsent");
        if (block.IsSynchronized && block.State is not (TcpState.TimeWait or TcpState.FinWait2))
        {
            Held.That(block.Congestion.Window >= 1, $"{who}: a congestion window of {block.Congestion.Window}");
        }
    }

    private static void Queue(TcpBlock block, Who who)
    {
        uint sacked = 0, lost = 0, again = 0;
        uint next = block.SndUna;
        for (int i = 0; i < block.Sent.Count; i++)
        {
            SentSegment segment = block.Sent.At(i);
            Held.That(segment.Start == next && segment.Length > 0, $"{who}: a gap in the retransmission queue at {i} of {block.Sent.Count}: {segment.Start - block.SndUna} to {segment.End - block.SndUna}, not from {next - block.SndUna}");
            Held.That(!segment.Has(SentFlags.Sacked) || !segment.Has(SentFlags.Lost), $"{who}: lost and arrived");
            next = segment.End;
            sacked += segment.Has(SentFlags.Sacked) ? segment.Length : 0;
            lost += segment.Has(SentFlags.Lost) ? segment.Length : 0;
            again += segment.Has(SentFlags.Retransmitted) ? segment.Length : 0;
        }

        bool synUnsent = block.Has(BlockFlags.SynNow) && block.Sent.Count == 0;
        bool over = block.State is TcpState.TimeWait;
        Held.That(over || synUnsent || block.State == TcpState.SynReceived || next == block.SndNxt, $"{who}: the queue does not cover what is outstanding");
        bool equal = sacked == block.Sent.SackedBytes && lost == block.Sent.LostBytes && again == block.Sent.RetransmittedBytes;
        Held.That(equal, $"{who}: {sacked}, {lost} and {again} bytes SACKed, lost and sent again, counted as {block.Sent.SackedBytes}, {block.Sent.LostBytes} and {block.Sent.RetransmittedBytes}");
    }

    private void ReceiveSide(TcpBlock block, Who who)
    {
        if (!block.IsSynchronized)
        {
            return;
        }

        Held.That(Sequence.LessOrEqual(block.RcvNxt, block.RcvAdv), $"{who}: RCV.NXT beyond the window");
        if (_edges.TryGetValue(block.Id, out uint edge))
        {
            Held.That(Sequence.GreaterOrEqual(block.RcvAdv, edge), $"{who}: the window has shrunk");
        }

        _edges[block.Id] = block.RcvAdv;
        uint last = block.RcvNxt;
        for (int i = 0; i < block.OutOfOrder.Count; i++)
        {
            Held.That(Sequence.Greater(block.OutOfOrder[i].Start, last), $"{who}: ranges out of order touch");
            last = block.OutOfOrder[i].End;
        }

        Held.That(Sequence.LessOrEqual(last, block.RcvAdv), $"{who}: data beyond the window was kept");
        Held.That(block.Readable >= 0, $"{who}: {block.Readable} bytes readable");
    }

    /// <summary>A deadline exists exactly when something is outstanding or owed.</summary>
    private static void Waiting(TcpBlock block, Who who)
    {
        bool retransmit = block.Deadlines.IsSet(TimerKind.Retransmit);
        Held.That(retransmit == block.Sent.Count > 0, $"{who}: retransmission timer {retransmit}, {block.Sent.Count} outstanding");
        Held.That(!block.Deadlines.IsSet(TimerKind.Probe) || (retransmit && block.Recovery == RecoveryPhase.Open), $"{who}: a tail probe without a tail");
        if (block.State == TcpState.TimeWait)
        {
            Held.That(block.Deadlines.IsSet(TimerKind.State), $"{who}: TIME-WAIT without end");
        }

        bool owed = block.Unsent > 0 || (block.Has(BlockFlags.FinQueued) && !block.Has(BlockFlags.FinSent));
        if (owed && block.CanSend && block.Sent.Count == 0 && !block.Has(BlockFlags.Ready) && !block.Settings.Cork)
        {
            Held.That(block.Deadlines.IsSet(TimerKind.Persist), $"{who}: {block.Unsent} bytes wait for nothing");
        }
    }

    /// <summary>Names a connection.</summary>
    private readonly record struct Who(TcpBlock Block)
    {
        public override string ToString() => $"{Block.Local} -> {Block.Remote} {Block.State}";
    }
}
