using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Udp;

/// <summary>
/// The headers of the last datagrams that a socket has sent. An ICMP error returns the header of what it is about: about anything else it is somebody's
/// guess. It is for datagrams what the sequence number is for TCP (RFC 5927 section 4.1): a length and a checksum over data that an outsider has not seen.
/// </summary>
internal sealed class SentDatagrams
{
    // More than are on their way to hosts nearby; of a fast stream to one far away some errors are missed, and others come.
    private const int Kept = 64;

    private (IpAddress To, ulong Head)[] _ring = [];
    private int _next;
    private int _count;

    public void Add(in IpAddress to, ulong head)
    {
        if (_ring.Length == 0)
        {
            _ring = new (IpAddress To, ulong Head)[Kept];
        }

        _ring[_next] = (to, head);
        _next = (_next + 1) % Kept;
        _count = Math.Min(_count + 1, Kept);
    }

    public bool Contains(in IpAddress to, ulong head)
    {
        foreach (ref readonly (IpAddress To, ulong Head) sent in _ring.AsSpan(0, _count))
        {
            if (sent.Head == head && sent.To == to)
            {
                return true;
            }
        }

        return false;
    }

    public void Clear() => (_next, _count) = (0, 0);
}
