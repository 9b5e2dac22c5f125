using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link that counts what is kept of its packets, and can hold them up for a while, so that several come at once.</summary>
internal sealed class KeepingLink(ILink inner) : PassingLink(inner)
{
    private Action? _arrived;

    /// <summary>How many packets' data is in use where it came.</summary>
    public int Kept { get; private set; }

    /// <summary>Whether nothing comes in now.</summary>
    public bool IsHeldUp
    {
        get;
        set
        {
            field = value;
            _arrived?.Invoke();
        }
    }

    protected override ILinkQueue Wrap(ILinkQueue queue) => new Queue(this, queue);

    private sealed class Queue(KeepingLink link, ILinkQueue inner) : ILinkQueue
    {
        public Action? Arrived
        {
            get => inner.Arrived;
            set => inner.Arrived = link._arrived = value;
        }

        public Span<byte> SendBuffer => inner.SendBuffer;

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
        {
            packet = default;
            hints = default;
            return link.IsHeldUp ? -(int)Errno.EAGAIN : inner.Receive(out packet, out hints);
        }

        public Chunk Keep(ReadOnlySpan<byte> part)
        {
            Chunk kept = inner.Keep(part);
            link.Kept += kept.IsEmpty ? 0 : 1;
            return kept;
        }

        public int Send(int length, in TransmitHints hints) => inner.Send(length, hints);

        public void Dispose() => inner.Dispose();
    }
}
