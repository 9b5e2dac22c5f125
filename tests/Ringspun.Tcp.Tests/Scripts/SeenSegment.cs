namespace Ringspun.Tcp.Tests.Scripts;

/// <summary>A segment that the stack has sent; numbers are relative to the initial ones.</summary>
internal sealed record SeenSegment(long At, TcpFlags Flags, uint Sequence, uint Acknowledgment, int Window, byte[] Data, TcpOptions Options, Ecn Ecn)
{
    /// <summary>The urgent pointer, which counts with URG.</summary>
    public int Urgent { get; init; }

    public override string ToString() =>
        $"{At / 1e9:f6} {Flags} seq {Sequence} ack {Acknowledgment} win {Window} len {Data.Length} options {Options.Present}"
        + string.Concat(Enumerable.Range(0, Options.SackCount).Select(i => $" sack {Options.Sack(i).Left}-{Options.Sack(i).Right}"));
}
