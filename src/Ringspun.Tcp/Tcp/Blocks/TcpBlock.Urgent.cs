namespace Ringspun.Tcp.Blocks;

/// <content>Urgent data (RFC 9293 section 3.8.5).</content>
internal sealed partial class TcpBlock
{
    /// <summary>SND.UP: one after the last urgent byte sent; counts while <see cref="SndUrgent"/>.</summary>
    public uint SndUp;

    /// <summary>RCV.UP: one after the last urgent byte that the peer has told of; counts while <see cref="RcvUrgent"/>.</summary>
    public uint RcvUp;

    /// <summary>Urgent data is not acknowledged yet.</summary>
    public bool SndUrgent;

    /// <summary>Urgent data is not read yet.</summary>
    public bool RcvUrgent;

    /// <summary>Whether segments may need an urgent pointer.</summary>
    public bool IsSendingUrgent => SndUrgent && Sequence.Greater(SndUp, SndUna);

    /// <summary>The bytes from the next one to be read up to the end of the urgent data, come or to come; 0 when there is none.</summary>
    public int UrgentAhead
    {
        get
        {
            int ahead = RcvUrgent ? Math.Max(0, (int)(RcvUp - RcvRead)) : 0;

            // Nothing follows a FIN, wherever the peer's pointer points.
            return Has(BlockFlags.FinReceived) ? Math.Min(ahead, Readable) : ahead;
        }
    }

    private void ResetUrgent() => (SndUp, RcvUp, SndUrgent, RcvUrgent) = (0, 0, false, false);
}
