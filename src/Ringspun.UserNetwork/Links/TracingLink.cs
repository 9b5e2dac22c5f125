using Ringspun.Tcp.Traces;

namespace Ringspun.UserLevel;

/// <summary>A link whose packets are written as text, a line each.</summary>
public sealed class TracingLink : PassingLink
{
    private readonly Lock _gate = new();
    private readonly PacketFormatter _formatter = new();
    private readonly LinkLayer _layer;
    private readonly Action<string> _write;

    /// <summary>Puts a trace around a link.</summary>
    /// <param name="inner">The link, this one's from now on.</param>
    /// <param name="write">Takes the lines, one at a time; on the threads of the network's loops.</param>
    public TracingLink(ILink inner, Action<string> write)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(write);
        _layer = inner.HardwareAddress is null ? LinkLayer.Ip : LinkLayer.Ethernet;
        _write = write;
    }

    /// <inheritdoc/>
    protected override ILinkQueue Wrap(ILinkQueue queue) => new PassingQueue(queue, Write);

    private void Write(bool isSent, ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            _write($"{Name} {(isSent ? "out" : "in ")} {_formatter.Describe(packet, _layer)}");
        }
    }
}
