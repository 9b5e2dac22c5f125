namespace Ringspun.Tcp.Blocks;

/// <summary>The connections by slot. Blocks are used again; a handle of the past is told by its generation.</summary>
internal sealed class BlockTable(int limit)
{
    private readonly Stack<TcpBlock> _free = new();
    private TcpBlock[] _blocks = new TcpBlock[16];
    private int _created;

    /// <summary>The blocks in use.</summary>
    public int Count => _created - _free.Count;

    /// <summary>The slots that have ever been used.</summary>
    public int Created => _created;

    /// <summary>Whether another connection can be had.</summary>
    public bool HasRoom => Count < limit;

    public TcpBlock At(int slot) => _blocks[slot];

    /// <summary>A fresh block; null at the limit.</summary>
    public TcpBlock? Rent()
    {
        if (_free.TryPop(out TcpBlock? block))
        {
            return block;
        }

        if (_created == limit)
        {
            return null;
        }

        if (_created == _blocks.Length)
        {
            Array.Resize(ref _blocks, _created * 2);
        }

        block = new TcpBlock(_created);
        _blocks[_created++] = block;
        return block;
    }

    /// <summary>Takes a block back whose connection is gone.</summary>
    public void Return(TcpBlock block)
    {
        block.Reset();
        _free.Push(block);
    }

    /// <summary>The block of a handle, unless it is one of the past.</summary>
    public TcpBlock? Find(ConnectionId id) =>
        (uint)id.Slot < (uint)_created && _blocks[id.Slot] is var block && block.Generation == id.Generation && block.InUse ? block : null;
}
