using Ringspun.Tcp;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>A link without packets, whose news is what it is made with.</summary>
internal sealed class ToldLink(int descriptor, int state) : ILink
{
    public string Name => "told0";

    public int Mtu => 1500;

    public int SuperSegment => 0;

    public bool FillsChecksums => false;

    public ILinkQueue OpenQueue() => new Queue(descriptor, state);

    public void Dispose()
    {
    }

    private sealed class Queue(int descriptor, int state) : ILinkQueue
    {
        public int StateDescriptor => descriptor;

        public Span<byte> SendBuffer => default;

        public int ReadState() => state;

        public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
        {
            packet = default;
            hints = default;
            return -(int)Errno.EAGAIN;
        }

        public int Send(int length, in TransmitHints hints) => -(int)Errno.EAGAIN;

        public void Dispose()
        {
        }
    }
}
