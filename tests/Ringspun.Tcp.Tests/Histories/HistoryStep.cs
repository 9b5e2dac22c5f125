namespace Ringspun.Tcp.Tests.Histories;

/// <summary>
/// A step of a history. Its numbers are relative to what is when its turn comes (which connection of those there are, how far from RCV.NXT), so that it
/// means something wherever it stands, and a history from which steps were taken out is a history still.
/// </summary>
internal abstract record HistoryStep
{
    /// <summary>The application listens.</summary>
    public sealed record Listen(int Port, int Backlog, int Behaviour) : HistoryStep;

    public sealed record Accept(int Listener) : HistoryStep;

    public sealed record CloseListener(int Listener) : HistoryStep;

    /// <summary>The application connects to a peer; port 0 is for any.</summary>
    public sealed record Connect(int Peer, int Port, int Behaviour) : HistoryStep;

    public sealed record Write(int Who, int Count) : HistoryStep;

    public sealed record Read(int Who, int Count) : HistoryStep;

    public sealed record Shutdown(int Who) : HistoryStep;

    public sealed record Close(int Who) : HistoryStep;

    public sealed record Abort(int Who) : HistoryStep;

    public sealed record Configure(int Who, int Behaviour) : HistoryStep;

    /// <summary>A peer's SYN for a listener, or for nobody.</summary>
    public sealed record Syn(int Peer, int Port, int Start, TcpOptionSet Options, int Mss, int Scale, int Window) : HistoryStep;

    /// <summary>A peer acknowledges the last SYN and ACK that it has got: a cookie's too.</summary>
    public sealed record AnswerSyn(int Peer, int AckOffset, int Length) : HistoryStep;

    /// <summary>A segment of a connection's peer.</summary>
    public sealed record Segment(
        int Who, Place Sequence, int Offset, Place Acknowledgment, int AckOffset, TcpFlags Flags, int Length, int Window, Timing Clock, SackHint[] Sacks)
        : HistoryStep
    {
        /// <summary>What is as usual is left out.</summary>
        public override string ToString() =>
            $"{nameof(Segment)} {{ Who = {Who}, {Flags.ToString().Replace(", ", "|", StringComparison.Ordinal)}"
            + From(Sequence, Offset, nameof(Sequence))
            + From(Acknowledgment, AckOffset, nameof(Acknowledgment))
            + $", Length = {Length}, Window = {Window}{(Clock == Timing.Right ? "" : $", Clock = {Clock}")}"
            + $"{(Sacks.Length == 0 ? "" : $", Sacks = [{string.Join(", ", (object[])Sacks)}]")} }}";

        private static string From(Place place, int offset, string name) =>
            place == Place.Next && offset == 0 ? "" : $", {name} = {place}{offset:+0;-0;+0}";
    }

    /// <summary>Time passes.</summary>
    /// <param name="Until">Until when.</param>
    /// <param name="Nanoseconds">And how much longer.</param>
    /// <param name="Late">Whether the stack hears of it with the next packet only.</param>
    public sealed record Wait(Moment Until, long Nanoseconds, bool Late) : HistoryStep;

    /// <summary>The link takes packets.</summary>
    public sealed record Transmit(int Most) : HistoryStep;

    public sealed record TakeEvents : HistoryStep;

    /// <summary>Between two stacks: the link brings packets of one side.</summary>
    public sealed record Carry(int Count) : HistoryStep;

    /// <summary>One of those that are on their way is lost.</summary>
    public sealed record Lose(int Which) : HistoryStep;

    /// <summary>One of them comes before the others, and comes again with them.</summary>
    public sealed record Repeat(int Which) : HistoryStep;

    /// <summary>One of them comes before the others.</summary>
    public sealed record Overtake(int Which) : HistoryStep;

    /// <summary>From where a number is counted.</summary>
    public enum Place
    {
        /// <summary>RCV.NXT, or SND.NXT: what is next.</summary>
        Next,

        /// <summary>SND.UNA, or the first number of what came out of order.</summary>
        First,

        /// <summary>The edge of the window, or the highest that was sent.</summary>
        Edge,

        /// <summary>Half the numbers away.</summary>
        Far,
    }

    /// <summary>What timestamps a peer sends.</summary>
    public enum Timing
    {
        Right,
        Old,
        NoEcho,
        None,
    }

    /// <summary>When time stops passing.</summary>
    public enum Moment
    {
        Now,
        Deadline,
    }

    /// <summary>A SACK block: from a stretch of the retransmission queue on, so many of them, with so much cut off its ends; or below SND.UNA.</summary>
    public sealed record SackHint(int From, int Count, int Cut, bool Below);
}
