using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link that is gone right after its first long packet.</summary>
internal sealed class EndingLink(ILink inner) : PassingLink(inner)
{
    private const int Long = 1000;

    protected override ILinkQueue Wrap(ILinkQueue queue) => new Queue(queue);

    private sealed class Queue(ILinkQueue inner) : ILinkQueue
    {
        private bool _isOver;

        public int Descriptor => inner.Descriptor;

        public Action? Arrived
        {
            get => inner.Arrived;
            set => inner.Arrived = value;
        }

        public Span<byte> SendBuffer => inner.SendBuffer;

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
        {
            packet = default;
            hints = default;
            int result = _isOver ? -(int)Errno.ENODEV : inner.Receive(out packet, out hints);
            _isOver |= packet.Length > Long;
            return result;
        }

        public int Send(int length, in TransmitHints hints) => _isOver ? -(int)Errno.ENODEV : inner.Send(length, hints);

        public void Dispose() => inner.Dispose();
    }
}
