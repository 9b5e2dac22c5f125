using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Blocks;

/// <summary>Finds the connection of a segment: a hash table of slots with open addressing. The hash is keyed: nobody outside can aim for one place.</summary>
internal sealed class ConnectionTable
{
    private const int Empty = -1;

    private int[] _places = CreatePlaces(64);
    private int _count;

    /// <summary>The connection between these ends, or null.</summary>
    public TcpBlock? Find(BlockTable blocks, uint hash, in Endpoint local, in Endpoint remote)
    {
        int mask = _places.Length - 1;
        for (int at = (int)hash & mask; _places[at] != Empty; at = (at + 1) & mask)
        {
            TcpBlock block = blocks.At(_places[at]);
            if (block.Hash == hash && block.Remote == remote && block.Local == local)
            {
                return block;
            }
        }

        return null;
    }

    public void Add(BlockTable blocks, TcpBlock block)
    {
        if (++_count * 2 > _places.Length)
        {
            int[] old = _places;
            _places = CreatePlaces(old.Length * 2);
            foreach (int slot in old)
            {
                if (slot != Empty)
                {
                    Put(slot, blocks.At(slot).Hash);
                }
            }
        }

        Put(block.Slot, block.Hash);
    }

    public void Remove(BlockTable blocks, TcpBlock block)
    {
        int mask = _places.Length - 1;
        int at = (int)block.Hash & mask;
        while (_places[at] != block.Slot)
        {
            at = (at + 1) & mask;
        }

        // Those behind move up, unless they are where they belong already (Knuth 6.4, algorithm R): no tombstones gather.
        int hole = at;
        for (at = (at + 1) & mask; _places[at] != Empty; at = (at + 1) & mask)
        {
            int home = (int)blocks.At(_places[at]).Hash & mask;
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _places[hole] = _places[at];
                hole = at;
            }
        }

        _places[hole] = Empty;
        _count--;
    }

    private static int[] CreatePlaces(int length)
    {
        int[] places = new int[length];
        Array.Fill(places, Empty);
        return places;
    }

    private void Put(int slot, uint hash)
    {
        int mask = _places.Length - 1;
        int at = (int)hash & mask;
        while (_places[at] != Empty)
        {
            at = (at + 1) & mask;
        }

        _places[at] = slot;
    }
}
