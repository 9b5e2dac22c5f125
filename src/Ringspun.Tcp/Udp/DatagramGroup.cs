namespace Ringspun.Tcp.Udp;

/// <summary>Datagram sockets that have the same end, or both ends, in common: any of them can take what comes, and an index says which one does.</summary>
internal sealed class DatagramGroup
{
    private DatagramSocket[] _sockets = new DatagramSocket[1];

    public int Count { get; private set; }

    /// <summary>Of a group of sockets at one end: how many others are at that end with a peer, in groups of their own.</summary>
    public int Connected { get; set; }

    /// <summary>Whether the sockets at the end were opened to share it: those with a peer, too.</summary>
    public bool SharesPort { get; set; }

    public DatagramSocket this[int index] => _sockets[index];

    public void Add(DatagramSocket socket)
    {
        if (Count == _sockets.Length)
        {
            Array.Resize(ref _sockets, Count * 2);
        }

        socket.Place = Count;
        _sockets[Count++] = socket;
    }

    /// <summary>Takes a socket out; the last one gets its place.</summary>
    public void Remove(DatagramSocket socket)
    {
        DatagramSocket last = _sockets[--Count];
        _sockets[socket.Place] = last;
        last.Place = socket.Place;
        _sockets[Count] = null!;
    }
}
