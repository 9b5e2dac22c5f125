using Ringspun.Tcp.Buffers;

namespace Ringspun.Tcp.Udp;

/// <summary>Datagrams that wait, the first first. Their data is one stream of bytes in rented buffers; an empty queue holds none.</summary>
internal sealed class DatagramQueue
{
    /// <summary>What a datagram costs beside its data, so that empty ones are bounded too.</summary>
    public const int Overhead = 64;

    private const int FirstCapacity = 4;
    private const int KeptCapacity = 64;

    private QueuedDatagram[] _ring = new QueuedDatagram[FirstCapacity];
    private StreamBuffer _bytes;
    private int _first;
    private int _length;

    public int Count { get; private set; }

    /// <summary>The bytes of data, and what each datagram costs beside it.</summary>
    public int Cost => _length + (Count * Overhead);

    public ref readonly QueuedDatagram Front => ref _ring[_first];

    /// <summary>Whether a datagram fits below a limit.</summary>
    public bool HasRoom(int length, int limit) => length <= limit - Overhead - Cost;

    /// <summary>Appends a datagram.</summary>
    /// <returns>False when the memory is used up: nothing of it is kept.</returns>
    public bool TryEnqueue(IBufferSource source, in QueuedDatagram datagram, ReadOnlySpan<byte> data)
    {
        if (_bytes.Write(source, _length, data) < data.Length)
        {
            if (Count == 0)
            {
                _bytes.Clear();
            }

            return false;
        }

        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + Count++) & (_ring.Length - 1)] = datagram;
        _length += data.Length;
        return true;
    }

    /// <summary>Copies data of the first datagram.</summary>
    public void Read(IBufferSource source, int offset, Span<byte> destination) => _bytes.Read(source.BufferLength, offset, destination);

    /// <summary>Drops the first datagram.</summary>
    public void Dequeue(IBufferSource source)
    {
        int length = Front.Length;
        _first = (_first + 1) & (_ring.Length - 1);
        _length -= length;
        if (--Count == 0)
        {
            _bytes.Clear();
        }
        else
        {
            _bytes.Advance(source.BufferLength, length);
        }
    }

    /// <summary>Drops everything, and gives back what a flood has made grow.</summary>
    public void Clear()
    {
        _bytes.Clear();
        (_first, _length, Count) = (0, 0, 0);
        if (_ring.Length > KeptCapacity)
        {
            _ring = new QueuedDatagram[FirstCapacity];
        }
    }

    private void Grow()
    {
        QueuedDatagram[] ring = new QueuedDatagram[_ring.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            ring[i] = _ring[(_first + i) & (_ring.Length - 1)];
        }

        _ring = ring;
        _first = 0;
    }
}
