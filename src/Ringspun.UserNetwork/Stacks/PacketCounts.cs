namespace Ringspun.UserLevel;

/// <summary>What one loop has done with packets. Written on its thread, read on any.</summary>
internal sealed class PacketCounts
{
    private long _received;
    private long _sent;
    private long _receivesLost;
    private long _sendsRefused;
    private long _handedOver;
    private long _handOversLost;

    internal long Received => Volatile.Read(ref _received);

    internal long Sent => Volatile.Read(ref _sent);

    internal long ReceivesLost => Volatile.Read(ref _receivesLost);

    internal long SendsRefused => Volatile.Read(ref _sendsRefused);

    internal long HandedOver => Volatile.Read(ref _handedOver);

    internal long HandOversLost => Volatile.Read(ref _handOversLost);

    internal void CountReceived() => _received++;

    internal void CountReceiveLost() => _receivesLost++;

    internal void CountSend(bool isTaken)
    {
        if (isTaken)
        {
            _sent++;
        }
        else
        {
            _sendsRefused++;
        }
    }

    internal void CountHandOver(bool isTaken)
    {
        if (isTaken)
        {
            _handedOver++;
        }
        else
        {
            _handOversLost++;
        }
    }
}
