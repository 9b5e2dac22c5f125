using Ringspun.Tcp.FastOpen;

namespace Ringspun.Tcp.Blocks;

/// <content>Data in the SYN (RFC 7413).</content>
internal sealed partial class TcpBlock
{
    /// <summary>The SYN that is outstanding carries the option.</summary>
    public bool FastOpenTried;

    /// <summary>Some SYN of this connection has carried the option.</summary>
    public bool FastOpenUsed;

    /// <summary>A cookie goes with the SYN and ACK.</summary>
    public bool FastOpenGrant;

    /// <summary>The application has had the connection since its SYN came.</summary>
    public bool FastOpened;

    /// <summary>The bytes of data that our SYN carried.</summary>
    public int SynDataSent;

    /// <summary>The bytes of data of the SYN that its receiver has taken.</summary>
    public int SynDataTaken;

    /// <summary>Where it is counted until the handshake is complete.</summary>
    public FastOpenPending? FastOpenPending;

    /// <summary>How long it is counted at most.</summary>
    public long FastOpenUntil;

    /// <summary>Whether the application may read and write though the handshake is not complete.</summary>
    public bool IsOpenEarly => State == TcpState.SynReceived && FastOpened;

    private void ResetFastOpen()
    {
        (FastOpenTried, FastOpenUsed, FastOpenGrant, FastOpened) = (false, false, false, false);
        (SynDataSent, SynDataTaken, FastOpenPending, FastOpenUntil) = (0, 0, null, 0);
    }
}
