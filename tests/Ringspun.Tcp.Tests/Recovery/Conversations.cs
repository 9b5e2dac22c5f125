using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>Beginnings of conversations about loss.</summary>
internal static class Conversations
{
    /// <summary>Timestamps, and segments of 1,000 bytes beside them.</summary>
    public static TcpOptions Stamped => new()
    {
        Present = TcpOptionSet.MaximumSegmentSize | TcpOptionSet.Timestamps,
        MaximumSegmentSize = 1012,
        TimestampValue = 1000,
    };

    /// <summary>The same with SACK.</summary>
    public static TcpOptions StampedSack => Stamped with { Present = Stamped.Present | TcpOptionSet.SackPermitted };

    /// <summary>A connection of a round trip of 40 ms.</summary>
    public static Script Open(TcpOptions peer) => Passive(peer, new TcpSettings { SendBuffer = 200_000, NoDelay = true }, roundTrip: 40 * Millisecond);

    /// <summary>Ten segments of 1,000 bytes have just been sent.</summary>
    /// <param name="peer">What the peer offers.</param>
    /// <param name="more">Bytes that wait for the window.</param>
    public static Script Ten(TcpOptions peer, int more = 0) => Ten(peer, more, out _);

    /// <summary>Ten segments of 1,000 bytes have just been sent.</summary>
    /// <param name="peer">What the peer offers.</param>
    /// <param name="more">Bytes that wait for the window.</param>
    /// <param name="timestamp">Their timestamp.</param>
    public static Script Ten(TcpOptions peer, int more, out uint timestamp)
    {
        Script script = Open(peer);
        script.Write(10_000 + more);
        timestamp = 0;
        for (int i = 0; i < 10; i++)
        {
            timestamp = script.Expect(Ack, 1 + (1000 * i), 1, 1000).Options.TimestampValue;
        }

        script.ExpectNothing();
        return script;
    }

    /// <summary>Timestamps and SACK blocks.</summary>
    public static TcpOptions TimeAndSack(uint value, uint echo, params uint[] edges)
    {
        TcpOptions options = Sack(edges);
        options.Present |= TcpOptionSet.Timestamps;
        (options.TimestampValue, options.TimestampEcho) = (value, echo);
        return options;
    }
}
