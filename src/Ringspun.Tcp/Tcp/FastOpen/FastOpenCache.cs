using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.FastOpen;

/// <summary>
/// What a client knows of its servers (RFC 7413 section 4.1.3): the cookie and the MSS by address, and by address and port whether data in a SYN has
/// failed there. Bounded: what was used least recently makes room.
/// </summary>
internal sealed class FastOpenCache(int capacity)
{
    // Section 4.1.3.1 wants it to be left alone "at least temporarily": for a minute, then twice as long each time, a day at most.
    private const long FirstPause = 60_000_000_000;
    private const long LongestPause = 86_400_000_000_000;
    private const int MaxDoublings = 11;
    private const int None = -1;

    private readonly Dictionary<(IpAddress Local, Endpoint Remote), int> _places = [];
    private Entry[] _entries = [];
    private int _newest = None;
    private int _oldest = None;

    /// <summary>The entries there are.</summary>
    public int Count => _places.Count;

    /// <summary>The cookie of a server, and the MSS that it has announced with it; 0 when it has announced none.</summary>
    public bool TryGet(in IpAddress local, in IpAddress remote, out FastOpenCookie cookie, out ushort mss)
    {
        int place = Find(local, new Endpoint(remote, 0));
        (cookie, mss) = place == None ? default : (_entries[place].Cookie, _entries[place].Mss);
        return place != None;
    }

    /// <summary>Remembers a server's cookie; it replaces the last one.</summary>
    public void Store(in IpAddress local, in IpAddress remote, FastOpenCookie cookie, ushort mss)
    {
        ref Entry entry = ref Obtain(local, new Endpoint(remote, 0));
        entry.Cookie = cookie;
        entry.Mss = mss;
    }

    /// <summary>Whether data in a SYN has failed there so recently that it is not tried again.</summary>
    public bool IsBlocked(in IpAddress local, in Endpoint remote, long now)
    {
        int place = Find(local, remote);
        return place != None && now < _entries[place].BlockedUntil;
    }

    /// <summary>Data in a SYN, or the option, has failed there.</summary>
    public void Block(in IpAddress local, in Endpoint remote, long now)
    {
        ref Entry entry = ref Obtain(local, remote);
        entry.BlockedUntil = now + Math.Min(FirstPause << entry.Failures, LongestPause);
        entry.Failures = (byte)Math.Min(entry.Failures + 1, MaxDoublings);
    }

    /// <summary>It has worked there.</summary>
    public void Unblock(in IpAddress local, in Endpoint remote)
    {
        int place = Find(local, remote);
        if (place != None)
        {
            _entries[place].BlockedUntil = 0;
            _entries[place].Failures = 0;
        }
    }

    private int Find(in IpAddress local, in Endpoint remote)
    {
        if (!_places.TryGetValue((local, remote), out int place))
        {
            return None;
        }

        Unlink(place);
        LinkFirst(place);
        return place;
    }

    private ref Entry Obtain(in IpAddress local, in Endpoint remote)
    {
        int place = Find(local, remote);
        if (place != None)
        {
            return ref _entries[place];
        }

        if (_places.Count < capacity)
        {
            place = _places.Count;
            if (place == _entries.Length)
            {
                Array.Resize(ref _entries, Math.Min(capacity, Math.Max(8, 2 * place)));
            }
        }
        else
        {
            place = _oldest;
            Unlink(place);
            _places.Remove(_entries[place].Key);
        }

        _entries[place] = new Entry { Key = (local, remote) };
        _places.Add((local, remote), place);
        LinkFirst(place);
        return ref _entries[place];
    }

    private void LinkFirst(int place)
    {
        _entries[place].Newer = None;
        _entries[place].Older = _newest;
        if (_newest == None)
        {
            _oldest = place;
        }
        else
        {
            _entries[_newest].Newer = place;
        }

        _newest = place;
    }

    private void Unlink(int place)
    {
        (int newer, int older) = (_entries[place].Newer, _entries[place].Older);
        if (newer == None)
        {
            _newest = older;
        }
        else
        {
            _entries[newer].Older = older;
        }

        if (older == None)
        {
            _oldest = newer;
        }
        else
        {
            _entries[older].Newer = newer;
        }
    }

    private struct Entry
    {
        public (IpAddress Local, Endpoint Remote) Key;
        public FastOpenCookie Cookie;
        public long BlockedUntil;
        public int Newer;
        public int Older;
        public ushort Mss;
        public byte Failures;
    }
}
