namespace Ringspun.Tcp.Tests.Reference;

/// <summary>A segment that stands alone: a reset, or a cookie.</summary>
internal sealed record Answer(Endpoint Local, Endpoint Remote, TcpHeader Header, TcpOptions Options)
{
    /// <summary>The reset of a connection that is aborted.</summary>
    public static Answer Reset(Endpoint local, Endpoint remote, uint sequence, uint acknowledgment) =>
        new(local, remote, new TcpHeader { Sequence = sequence, Acknowledgment = acknowledgment, Flags = TcpFlags.Rst | TcpFlags.Ack }, default);

    /// <summary>RFC 9293 section 3.10.7.1: the reset takes its number of the acknowledgment, or acknowledges where there was none.</summary>
    public static Answer Reset(Endpoint local, Endpoint remote, Segment segment) => segment.Has(TcpFlags.Ack)
        ? new Answer(local, remote, new TcpHeader { Sequence = segment.Acknowledgment, Flags = TcpFlags.Rst }, default)
        : Reset(local, remote, 0, segment.End);
}
