using Ringspun.Tcp.Tests.Scripts;

namespace Ringspun.Tcp.Tests.Histories;

/// <summary>Packets as text that tells what is in them, and every byte of them.</summary>
internal static class PacketText
{
    public static void Ends(ReadOnlySpan<byte> packet, out Endpoint from, out Endpoint to) => WholePacket.Read(packet, out from, out to, out _, out _, out _);

    public static string Of(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return "nothing";
        }

        WholePacket.Read(packet, out Endpoint from, out Endpoint to, out TcpSegment segment, out TcpOptions options, out _);
        return $"{from} > {to} {segment.Flags} seq {segment.Sequence} ack {segment.Acknowledgment} win {segment.Window} len {segment.Payload.Length}"
            + $"{Of(options)} {Convert.ToHexString(packet)}";
    }

    private static string Of(TcpOptions options) =>
        (options.Has(TcpOptionSet.MaximumSegmentSize) ? $" mss {options.MaximumSegmentSize}" : "")
        + (options.Has(TcpOptionSet.WindowScale) ? $" scale {options.WindowScale}" : "")
        + (options.Has(TcpOptionSet.SackPermitted) ? " sack" : "")
        + (options.Has(TcpOptionSet.Timestamps) ? $" ts {options.TimestampValue}/{options.TimestampEcho}" : "")
        + string.Concat(Enumerable.Range(0, options.SackCount).Select(i => $" [{options.Sack(i).Left}, {options.Sack(i).Right})"));
}
