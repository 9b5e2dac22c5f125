using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link that takes no packet while it is told so.</summary>
internal sealed class RefusingLink(ILink inner) : PassingLink(inner)
{
    /// <summary>What every send is answered with; none: packets pass.</summary>
    public Errno Answer { get; set; }

    protected override ILinkQueue Wrap(ILinkQueue queue) => new Queue(this, queue);

    private sealed class Queue(RefusingLink link, ILinkQueue inner) : ILinkQueue
    {
        public int Descriptor => inner.Descriptor;

        public int StateDescriptor => inner.StateDescriptor;

        public Action? Arrived
        {
            get => inner.Arrived;
            set => inner.Arrived = value;
        }

        public Span<byte> SendBuffer => inner.SendBuffer;

        public int ReadState() => inner.ReadState();

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints) => inner.Receive(out packet, out hints);

        public int Send(int length, in TransmitHints hints) => link.Answer == Errno.None ? inner.Send(length, hints) : -(int)link.Answer;

        public void Dispose() => inner.Dispose();
    }
}
