namespace Ringspun;

/// <content>The fiber's values of <see cref="FiberLocal{T}"/> variables: a list, for there are few.</content>
public sealed partial class FiberInfo
{
    private FiberLocalSlot? _locals;

    internal FiberLocalSlot? FindLocal(object variable)
    {
        FiberLocalSlot? slot = _locals;
        while (slot is not null && !ReferenceEquals(slot.Variable, variable))
        {
            slot = slot.Next;
        }

        return slot;
    }

    internal void AddLocal(FiberLocalSlot slot)
    {
        slot.Next = _locals;
        _locals = slot;
    }

    internal void RemoveLocal(object variable)
    {
        FiberLocalSlot? before = null;
        for (FiberLocalSlot? slot = _locals; slot is not null; before = slot, slot = slot.Next)
        {
            if (!ReferenceEquals(slot.Variable, variable))
            {
                continue;
            }

            if (before is null)
            {
                _locals = slot.Next;
            }
            else
            {
                before.Next = slot.Next;
            }

            return;
        }
    }
}
