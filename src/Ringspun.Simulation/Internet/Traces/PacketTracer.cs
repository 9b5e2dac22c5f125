using System.Globalization;
using Ringspun.Tcp.Traces;

namespace Ringspun.Simulation.Internet;

/// <summary>
/// Writes a line for everything that happens to a packet:
/// <c>0.001000000 a>b sent 10.0.0.1:1024 > 10.0.0.2:80 [S] seq 0 win 65535 len 0 &lt;mss 1460,ws 7&gt;</c>.
/// </summary>
/// <param name="writer">Where to.</param>
public sealed class PacketTracer(TextWriter writer) : IPacketObserver
{
    private const double NanosecondsPerSecond = 1e9;
    private readonly PacketFormatter _formatter = new();

    /// <inheritdoc/>
    public void OnPacket(long now, LinkDirection direction, PacketFate fate, ReadOnlySpan<byte> packet)
    {
        ArgumentNullException.ThrowIfNull(direction);
        string what = fate switch
        {
            PacketFate.Sent => "sent",
            PacketFate.Delivered => "arrived",
            PacketFate.QueueFull => "DROPPED: queue full",
            PacketFate.TooBig => "DROPPED: too big",
            PacketFate.LinkDown => "DROPPED: link down",
            PacketFate.DroppedByRule => "DROPPED: by rule",
            PacketFate.Lost => "LOST",
            _ => fate.ToString().ToUpperInvariant(),
        };
        string time = (now / NanosecondsPerSecond).ToString("F9", CultureInfo.InvariantCulture);
        writer.WriteLine($"{time} {direction.Name} {what} {_formatter.Describe(packet, direction.Link.Layer)}");
    }
}
