namespace Ringspun.Tcp.FastOpen;

/// <summary>
/// Connections that were opened by data in a SYN and are not confirmed by an ACK (PendingFastOpenRequests of RFC 7413 section 5.1). Each costs memory and
/// work before its peer is known to exist, so their number is limited.
/// </summary>
internal sealed class FastOpenPending(int limit)
{
    // Section 5.1: one that was reset counts on as if it were there, or forged SYNs would make room for more by the resets that they cause.
    private readonly PriorityQueue<bool, long> _gone = new();
    private int _open;

    /// <summary>Whether one more may be opened.</summary>
    public bool HasRoom(long now)
    {
        while (_gone.TryPeek(out _, out long until) && until <= now)
        {
            _gone.Dequeue();
        }

        return _open + _gone.Count < limit;
    }

    public void Begin() => _open++;

    /// <summary>The peer has acknowledged the SYN.</summary>
    public void Confirm() => _open--;

    /// <summary>It ended without; it counts until its handshake would have been given up.</summary>
    public void Drop(long until)
    {
        _open--;
        _gone.Enqueue(true, until);
    }
}
