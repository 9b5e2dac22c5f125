using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>A queue around another queue, that sees every packet.</summary>
/// <param name="inner">The other queue, this one's from now on.</param>
/// <param name="seen">Is told of each packet; true for one that is sent.</param>
internal sealed class PassingQueue(ILinkQueue inner, PacketSeen seen) : ILinkQueue
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

    public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
    {
        int result = inner.Receive(out packet, out hints);
        if (result == 0)
        {
            seen(false, packet);
        }

        return result;
    }

    public Chunk Keep(ReadOnlySpan<byte> part) => inner.Keep(part);

    public int Send(int length, in TransmitHints hints)
    {
        ReadOnlySpan<byte> packet = inner.SendBuffer[..length];
        int result = inner.Send(length, hints);
        if (result == 0)
        {
            seen(true, packet);
        }

        return result;
    }

    public void Dispose() => inner.Dispose();
}
