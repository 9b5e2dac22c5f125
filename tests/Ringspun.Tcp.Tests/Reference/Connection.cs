using System.Collections.Immutable;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>
/// A connection as a value: the transmission control block of RFC 9293 section 3.3.1. It never changes; a step makes another one of it. Queues are
/// lists of bytes, timers are times, and what is owed to the peer is said by a flag until it has been sent.
/// </summary>
internal sealed partial record Connection
{
    /// <summary>Names the connection: they are counted.</summary>
    public required int Number { get; init; }

    public required Endpoint Local { get; init; }

    public required Endpoint Remote { get; init; }

    public required TcpSettings Settings { get; init; }

    /// <summary>The most bytes of a packet on the way.</summary>
    public required int PathMtu { get; init; }

    /// <summary>What IPv6 packets of the connection have in common for routers.</summary>
    public required uint FlowLabel { get; init; }

    public TcpState State { get; init; }

    /// <summary>Why the connection ended, once it has.</summary>
    public StackError Failure { get; init; }

    /// <summary>The listener that it came to.</summary>
    public int? Listener { get; init; }

    /// <summary>It came to a listener, and the handshake is not complete.</summary>
    public bool HalfOpen { get; init; }

    /// <summary>Its listener was closed while it was half open: nobody will ever accept it.</summary>
    public bool Orphaned { get; init; }

    /// <summary>It waits to be accepted.</summary>
    public bool Queued { get; init; }

    /// <summary>The application has closed it: its handle means nothing any more.</summary>
    public bool GivenUp { get; init; }

    /// <summary>A send took less than it was offered: the application waits for room.</summary>
    public bool WantsRoom { get; init; }

    /// <summary>What the application has not been told yet.</summary>
    public ConnectionEvents Events { get; init; }

    /// <summary>Something has happened since the connection last had nothing to say: it is to be asked again what it sends.</summary>
    public bool Stirred { get; init; }

    /// <summary>Resets, which stand alone and go out before anything else.</summary>
    public ImmutableList<Answer> Answers { get; init; } = [];

    public bool IsIpv4 => Remote.Address.IsIpv4;

    /// <summary>Whether the sequence numbers of both sides are known.</summary>
    public bool IsSynchronized => State is not (TcpState.Closed or TcpState.SynSent or TcpState.SynReceived);

    /// <summary>Whether data may still come.</summary>
    public bool CanReceive => State is TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2;

    /// <summary>Whether data and FIN may be sent.</summary>
    public bool CanSend => State is TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck;

    /// <summary>Adds to what the application is told, unless it has turned away.</summary>
    public Connection Tell(ConnectionEvents events) => GivenUp ? this : this with { Events = Events | events };

    /// <summary>The connection is over: no timer runs, nothing is sent.</summary>
    public Connection End() =>
        WithoutTimers() with { State = TcpState.Closed, Sent = [], SendQueue = [], HalfOpen = false };

    /// <summary>It is over in order: what has arrived can still be read.</summary>
    public Connection Finish() => End().Tell(ConnectionEvents.Closed);

    /// <summary>It is over by a failure; what came in order can still be read. One that nobody has heard of returns to LISTEN, which is to be gone.</summary>
    public Connection Fail(StackError error) =>
        (this with { Failure = error, GivenUp = GivenUp || HalfOpen, OutOfOrder = [] }).End().Tell(ConnectionEvents.Failed);

    /// <summary>It is over, and the peer is told by a reset.</summary>
    public Connection SendReset() =>
        this with { Answers = Answers.Add(Answer.Reset(Local, Remote, SndNxt, RcvNxt)) };
}
