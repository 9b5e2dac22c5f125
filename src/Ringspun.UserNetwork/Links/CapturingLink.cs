using Ringspun.Tcp.Traces;

namespace Ringspun.UserLevel;

/// <summary>A link whose packets are written to a file as wireshark and tcpdump read it.</summary>
/// <remarks>Packets are written as the program and the device exchange them: super-segments whole, and checksums that are left to the other side unfinished.</remarks>
public sealed class CapturingLink : PassingLink
{
    private readonly Lock _gate = new();
    private readonly PcapWriter _writer;
    private readonly TimeProvider _clock;

    /// <summary>Puts a capture around a link.</summary>
    /// <param name="inner">The link, this one's from now on.</param>
    /// <param name="file">Where the capture goes; disposed of with the link.</param>
    /// <param name="clock">The packets' times; null for the system's.</param>
    public CapturingLink(ILink inner, Stream file, TimeProvider? clock = null)
        : base(inner)
    {
        _writer = new PcapWriter(file, inner.HardwareAddress is null ? LinkLayer.Ip : LinkLayer.Ethernet);
        _clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    protected override ILinkQueue Wrap(ILinkQueue queue) => new PassingQueue(queue, Write);

    /// <inheritdoc/>
    protected override void Close()
    {
        lock (_gate)
        {
            _writer.Dispose();
        }
    }

    private void Write(bool isSent, ReadOnlySpan<byte> packet)
    {
        long time = (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        lock (_gate)
        {
            _writer.Write(Math.Max(0, time), packet);
        }
    }
}
