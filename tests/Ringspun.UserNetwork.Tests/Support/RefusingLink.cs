using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link that takes, or brings, no packet while it is told so.</summary>
internal sealed class RefusingLink(ILink inner) : PassingLink(inner)
{
    /// <summary>What sends are answered with; none: packets pass.</summary>
    public Errno Answer { get; set; }

    /// <summary>What comes instead of a packet that has arrived, which is lost; none: packets pass.</summary>
    public Errno Arrival { get; set; }

    /// <summary>How many packets there are to each that is refused or lost, itself included.</summary>
    public int Every { get; set; } = 1;

    protected override ILinkQueue Wrap(ILinkQueue queue) => new Queue(this, queue);

    private sealed class Queue(RefusingLink link, ILinkQueue inner) : ILinkQueue
    {
        private int _received;
        private int _sent;

        public int Descriptor => inner.Descriptor;

        public int StateDescriptor => inner.StateDescriptor;

        public Action? Arrived
        {
            get => inner.Arrived;
            set => inner.Arrived = value;
        }

        public Span<byte> SendBuffer => inner.SendBuffer;

        public int ReadState() => inner.ReadState();

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
        {
            int result = inner.Receive(out packet, out hints);
            return result == 0 && link.Arrival != Errno.None && ++_received % link.Every == 0 ? -(int)link.Arrival : result;
        }

        public int Send(int length, in TransmitHints hints) =>
            link.Answer != Errno.None && ++_sent % link.Every == 0 ? -(int)link.Answer : inner.Send(length, hints);

        public void Dispose() => inner.Dispose();
    }
}
