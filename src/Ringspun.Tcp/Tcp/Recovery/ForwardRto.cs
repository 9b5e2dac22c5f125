using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Recovery;

/// <summary>
/// F-RTO (RFC 5682): tells a needless timeout without timestamps. After the first retransmission new data is sent, not old again: when originals are
/// acknowledged then, they were on their way.
/// </summary>
internal static class ForwardRto
{
    /// <summary>Step 1: the timer has run out, and the first segment is sent again. With timestamps Eifel tells sooner.</summary>
    public static void Begin(TcpBlock block) =>
        block.Undo.Forward = block.Has(BlockFlags.Timestamps) ? ForwardStep.None : ForwardStep.AwaitFirst;

    /// <summary>Whether new data alone goes, until the second acknowledgment has come: two segments, as many as the window has become.</summary>
    public static bool PrefersNew(TcpBlock block) => block.Undo.Forward is ForwardStep.SendNew or ForwardStep.AwaitSecond;

    /// <summary>New data has gone out, or could not: then what is lost goes, and the timeout is taken for a true one.</summary>
    public static void OnTried(TcpBlock block, bool sent)
    {
        if (block.Undo.Forward == ForwardStep.SendNew)
        {
            block.Undo.Forward = sent ? ForwardStep.AwaitSecond : ForwardStep.None;
        }
    }

    /// <summary>Steps 2 and 3: an acknowledgment has come.</summary>
    /// <returns>Whether the timeout was needless.</returns>
    public static bool OnAcknowledged(TcpBlock block, in AckSample sample)
    {
        if (block.Recovery != RecoveryPhase.Timeout)
        {
            block.Undo.Forward = ForwardStep.None;
            return false;
        }

        bool all = Sequence.GreaterOrEqual(block.SndUna, block.RecoveryPoint);
        switch (block.Undo.Forward)
        {
            case ForwardStep.AwaitFirst when sample.Advanced:
                block.Undo.Forward = all ? ForwardStep.None : ForwardStep.SendNew;
                return false;
            case ForwardStep.AwaitFirst when sample.Repeats && !block.Has(BlockFlags.Sack):
                // Step 2a. With SACK (section 3.1) a duplicate only adds to the scoreboard.
                block.Undo.Forward = ForwardStep.None;
                return false;
            case ForwardStep.SendNew or ForwardStep.AwaitSecond when sample.Advanced || sample.Delivered > 0 || sample.Repeats:
                // Step 3b: something that was outstanding at the timeout, and was sent once only.
                bool original = sample.Original && !sample.Beyond && (sample.Advanced || block.Has(BlockFlags.Sack));
                block.Undo.Forward = ForwardStep.None;
                return original;
            default:
                return false;
        }
    }
}
