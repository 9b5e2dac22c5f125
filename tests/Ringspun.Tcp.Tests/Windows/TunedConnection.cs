using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;

namespace Ringspun.Tcp.Tests.Windows;

/// <summary>An open connection with window scaling and a round trip of 10 ms, to whose application bytes flow.</summary>
internal sealed class TunedConnection
{
    public const long RoundTrip = 10 * Script.Millisecond;
    public const int Segment = 1000;

    private readonly bool _timestamps;
    private long _sent = 1;

    public TunedConnection(
        TcpSettings? settings = null, bool scaling = true, bool timestamps = false, long roundTrip = RoundTrip, long budget = 256 << 20, BufferPool? pool = null)
    {
        _timestamps = timestamps;
        TcpOptions peer = Script.Plain;
        peer.Present |= (scaling ? TcpOptionSet.WindowScale : 0) | (timestamps ? TcpOptionSet.Timestamps : 0);
        (peer.WindowScale, peer.TimestampValue) = (7, 1000);
        Script = new Script(settings, options => options with { BufferBudget = budget }, pool: pool).Listening();
        Script.Send(TcpFlags.Syn, options: peer);
        Answer = Script.Expect(TcpFlags.Syn | TcpFlags.Ack, 0, 1);
        Script.Advance(roundTrip);
        Script.Send(TcpFlags.Ack, 1, 1, options: Time(0));
        Script.Accept();
        Script.ExpectNothing();
    }

    public Script Script { get; }

    /// <summary>The stack's SYN and ACK.</summary>
    public SeenSegment Answer { get; }

    public ConnectionInfo Info => Script.Info;

    /// <summary>The peer sends segments, which wait for the application.</summary>
    /// <returns>What the stack has answered.</returns>
    public IReadOnlyList<SeenSegment> Feed(int segments, long echoAge = 0)
    {
        for (int i = 0; i < segments; i++)
        {
            Script.Send(TcpFlags.Ack, _sent, 1, Segment, options: Time(echoAge));
            _sent += Segment;
        }

        return Script.TakeAll();
    }

    /// <summary>The peer sends bytes one by one; those beyond the window are refused.</summary>
    public void Trickle(int bytes)
    {
        for (int i = 0; i < bytes; i++)
        {
            Script.Send(TcpFlags.Ack, _sent + i, 1, 1);
        }

        Script.TakeAll();
    }

    /// <summary>The peer sends segments, and the application reads them.</summary>
    public void Pass(int segments, long echoAge = 0)
    {
        Feed(segments, echoAge);
        Script.Read(segments * Segment);
        Script.TakeAll();
    }

    /// <summary>A round trip in which the application reads so many segments.</summary>
    public void PassARound(int segments)
    {
        Pass(1);
        Pass(segments);
        Script.Advance(RoundTrip);
        Pass(1);
    }

    private TcpOptions Time(long echoAge)
    {
        uint clock = Answer.Options.TimestampValue + (uint)((Script.Now - Answer.At - echoAge) / Script.Millisecond);
        return _timestamps ? Script.Time(1000 + (uint)((Script.Now - Answer.At) / Script.Millisecond), clock) : default;
    }
}
