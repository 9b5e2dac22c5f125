using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link that tells what became of its packets, and can hold them up for a while, so that several come at once.</summary>
internal sealed class KeepingLink(ILink inner) : PassingLink(inner)
{
    private Action? _arrived;
    private int _admitted = int.MaxValue;

    /// <summary>How many packets' data is in use where it came.</summary>
    public int Kept { get; private set; }

    /// <summary>The packets that have come in and gone out, in this order, by their lengths.</summary>
    public List<(bool IsSent, int Length)> Passed { get; } = [];

    /// <summary>How many more packets come in; the others wait.</summary>
    public int Admitted
    {
        get => _admitted;
        set
        {
            _admitted = value;
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
            int result = link.Admitted == 0 ? -(int)Errno.EAGAIN : inner.Receive(out packet, out hints);
            if (result == 0)
            {
                link._admitted--;
                link.Passed.Add((false, packet.Length));
            }

            return result;
        }

        public Chunk Keep(ReadOnlySpan<byte> part)
        {
            Chunk kept = inner.Keep(part);
            link.Kept += kept.IsEmpty ? 0 : 1;
            return kept;
        }

        public int Send(int length, in TransmitHints hints)
        {
            link.Passed.Add((true, length));
            return inner.Send(length, hints);
        }

        public void Dispose() => inner.Dispose();
    }
}
