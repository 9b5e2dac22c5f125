using System.Diagnostics;

namespace Ringspun;

/// <summary>
/// Maps the 64 bits that travel through the kernel with each request to the object that waits: slot number and generation, so that a
/// completion of the past can never reach a slot's next owner.
/// </summary>
internal sealed class RingTargets
{
    /// <summary>The user data of requests whose outcome nobody wants.</summary>
    internal const ulong Nobody = 0;

    /// <summary>The user data of closing a descriptor: nobody's too, since slot 0 never has this generation.</summary>
    internal const ulong Closing = 1UL << 32;

    private Slot[] _slots = new Slot[256];
    private int _free;
    private int _used = 1; // slot 0 is Nobody

    internal int Count { get; private set; }

    internal ulong Add(IRingTarget target)
    {
        int index = _free;
        if (index != 0)
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
        ref Slot slot = ref _slots[index];
        slot.Target = target;
        return ((ulong)slot.Generation << 32) | (uint)index;
    }

    internal IRingTarget? Find(ulong userData)
    {
        ref Slot slot = ref _slots[(uint)userData];
        return slot.Generation == (uint)(userData >> 32) ? slot.Target : null;
    }

    /// <summary>One past the last slot that was ever in use.</summary>
    internal int Used => _used;

    /// <summary>What the request of a slot carries, if there is one.</summary>
    internal bool TryGetUserData(int index, out ulong userData)
    {
        ref Slot slot = ref _slots[index];
        userData = ((ulong)slot.Generation << 32) | (uint)index;
        return slot.Target is not null;
    }

    internal void Remove(ulong userData)
    {
        int index = (int)(uint)userData;
        ref Slot slot = ref _slots[index];
        Debug.Assert(slot.Target is not null && slot.Generation == (uint)(userData >> 32), "a request ends once");
        slot.Target = null;
        slot.Generation++;
        slot.NextFree = _free;
        _free = index;
        Count--;
    }

    private struct Slot
    {
        internal IRingTarget? Target;
        internal uint Generation;
        internal int NextFree;
    }
}
