using System.Runtime.InteropServices;

namespace Ringspun.Tcp.Recovery;

/// <summary>What is remembered of a recovery, so that it can be found to have been needless.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct UndoState
{
    /// <summary>Whether there is a recovery that could still prove needless.</summary>
    public bool Active;

    /// <summary>Whether it is over, and only a late report could still tell.</summary>
    public bool Over;

    /// <summary>SND.NXT when that was seen: what was sent again before it has been reported when this is acknowledged.</summary>
    public uint End;

    /// <summary>Whether the retransmission timer has run out in it.</summary>
    public bool Timeout;

    /// <summary>Whether <see cref="Stamp"/> waits for the first acknowledgment of something new.</summary>
    public bool Stamped;

    /// <summary>The timestamp of the first retransmission (RetransmitTS of RFC 3522).</summary>
    public uint Stamp;

    /// <summary>SND.UNA when it began.</summary>
    public uint First;

    /// <summary>Bytes sent again that have not been reported to have come twice.</summary>
    public uint Repeated;

    /// <summary>Where F-RTO is.</summary>
    public ForwardStep Forward;
}
