using System.Diagnostics;

namespace Ringspun;

/// <summary>
/// The targets of a driver by number. What epoll keeps for each descriptor is slot number and generation, so that an event of the past never
/// reaches a slot's next owner.
/// </summary>
internal sealed class EpollSlots
{
    private const int None = -1;

    private Slot[] _slots = new Slot[64];
    private int _free = None;
    private int _used;

    internal int Count { get; private set; }

    internal int Add(IEpollTarget target)
    {
        int index = _free;
        if (index != None)
        {
            _free = _slots[index].NextFree;
        }
        else
        {
            if (_used == _slots.Length)
            {
                Array.Resize(ref _slots, _used * 2);
            }

            index = _used++;
        }

        Count++;
        _slots[index].Target = target;
        return index;
    }

    /// <summary>What is registered for a slot. Its generation stays below that of the driver's own descriptors.</summary>
    internal ulong DataOf(int index) => ((ulong)_slots[index].Generation << 32) | (uint)index;

    internal IEpollTarget? Find(ulong data)
    {
        uint index = (uint)data;
        if (index >= (uint)_slots.Length)
        {
            return null;
        }

        ref Slot slot = ref _slots[index];
        return slot.Generation == (uint)(data >> 32) ? slot.Target : null;
    }

    /// <summary>The descriptor has a new owner: a connection takes over from the attempt to open it.</summary>
    internal void Replace(int index, IEpollTarget target)
    {
        Debug.Assert(_slots[index].Target is not null, "only a slot in use changes hands");
        _slots[index].Target = target;
    }

    internal void Remove(int index)
    {
        ref Slot slot = ref _slots[index];
        Debug.Assert(slot.Target is not null, "a slot is left once");
        slot.Target = null;
        slot.Generation = (slot.Generation + 1) & int.MaxValue;
        slot.NextFree = _free;
        _free = index;
        Count--;
    }

    /// <summary>Ends all targets; they leave their slots meanwhile.</summary>
    internal void AbandonAll()
    {
        for (int i = 0; i < _used; i++)
        {
            _slots[i].Target?.Abandon();
        }
    }

    private struct Slot
    {
        internal IEpollTarget? Target;
        internal uint Generation;
        internal int NextFree;
    }
}
