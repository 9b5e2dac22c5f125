using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Ringspun;

/// <summary>
/// A hierarchical timing wheel (Varghese and Lauck, SOSP 1987): arming, re-arming and disarming are O(1); a timer is moved at most once per
/// level on its way to expiry. Never fires early; the earliest deadline is found from one bit map per level.
/// </summary>
internal sealed class TimerWheel
{
    internal const int Nowhere = -1;

    private const int SlotBits = 6;
    private const int Slots = 1 << SlotBits;
    private const int Levels = 11; // 66 bits: any deadline has a place

    private readonly Head[] _heads = new Head[Levels * Slots];
    private readonly ulong[] _occupied = new ulong[Levels];

    // The timers that are due: a list of its own, because a callback may arm or disarm any timer, those of this very list included, and because
    // the rest of it stays due when the budget ends or a callback throws.
    private readonly Anchor _opened = new();
    private readonly int _tickShift;
    private long _current;

    /// <param name="now">The clock, in nanoseconds.</param>
    /// <param name="tickShift">A tick is 2^shift nanoseconds: a coarser tick costs fewer moves, a tick of 1 ns is exact for virtual time.</param>
    internal TimerWheel(long now, int tickShift)
    {
        _tickShift = tickShift;
        _current = now >> tickShift;
    }

    internal int Count { get; private set; }

    internal IScheduleObserver? Observer { get; set; }

    /// <summary>When the wheel next wants <see cref="Advance"/>, in nanoseconds; <see cref="long.MaxValue"/> for never.</summary>
    internal long NextDeadline
    {
        get
        {
            long tick = NextTick(out _);
            return tick == long.MaxValue ? tick : tick << _tickShift;
        }
    }

    internal void Arm(TimerEntry entry, long deadline)
    {
        if (entry.Slot != Nowhere)
        {
            Unlink(entry);
        }

        // Rounded up: late by at most one tick, never early.
        long highest = long.MaxValue >> _tickShift;
        long tick = deadline >= (highest - 1) << _tickShift ? highest - 1 : (deadline + (1L << _tickShift) - 1) >> _tickShift;
        entry.Tick = Math.Max(tick, _current + 1);
        Place(entry);
        Count++;
    }

    internal void Disarm(TimerEntry entry)
    {
        if (entry.Slot != Nowhere)
        {
            Unlink(entry);
        }
    }

    /// <summary>Fires what is due at <paramref name="now"/> (nanoseconds), the earliest first.</summary>
    /// <param name="now">The time.</param>
    /// <param name="most">How many timers to fire at most; what is due beyond that stays due.</param>
    /// <returns>How many timers fired.</returns>
    internal int Advance(long now, int most = int.MaxValue)
    {
        long target = now >> _tickShift;
        int fired = 0;
        while (true)
        {
            while (fired < most && TryTakeOpened(out TimerEntry? entry))
            {
                fired++;
                Observer?.OnExpired(entry);
                entry.OnExpired();
            }

            if (fired == most)
            {
                return fired;
            }

            long next = NextTick(out int slot);
            if (next > target)
            {
                // No occupied slot begins in between, so every timer keeps its place relative to the new time.
                _current = Math.Max(_current, target);
                return fired;
            }

            _current = next;
            Open(slot);
        }
    }

    /// <summary>The time of a slot has come: due timers are going to be fired, later ones move to a finer level.</summary>
    private void Open(int slot)
    {
        TimerEntry? entry = _heads[slot].First;
        _heads[slot].First = null;
        _occupied[slot >> SlotBits] &= ~(1UL << (slot & (Slots - 1)));
        if (slot < Slots)
        {
            // The finest level: all of one tick.
            _opened.Following = entry;
            if (entry is not null)
            {
                entry.Previous = _opened;
            }

            return;
        }

        while (entry is not null)
        {
            TimerEntry? following = entry.Following;
            if (entry.Tick > _current)
            {
                Place(entry);
            }
            else
            {
                PrependToOpened(entry);
            }

            entry = following;
        }
    }

    private void PrependToOpened(TimerEntry entry)
    {
        TimerEntry? first = _opened.Following;
        entry.Previous = _opened;
        entry.Following = first;
        if (first is not null)
        {
            first.Previous = entry;
        }

        _opened.Following = entry;
    }

    private long NextTick(out int slot)
    {
        if (_opened.Following is not null)
        {
            slot = Nowhere;
            return _current;
        }

        for (int level = 0; level < Levels; level++)
        {
            ulong occupied = _occupied[level];
            if (occupied != 0)
            {
                int index = BitOperations.TrailingZeroCount(occupied);
                int shift = level * SlotBits;
                slot = (level << SlotBits) | index;
                long above = shift + SlotBits >= 64 ? 0 : _current >> (shift + SlotBits) << (shift + SlotBits);
                return above | ((long)index << shift);
            }
        }

        slot = Nowhere;
        return long.MaxValue;
    }

    private void Place(TimerEntry entry)
    {
        Debug.Assert(entry.Tick > _current, "a timer that is due has no slot");

        // The level is that of the highest digit in which the deadline differs from now.
        int level = (63 - BitOperations.LeadingZeroCount((ulong)(entry.Tick ^ _current) | (Slots - 1))) / SlotBits;
        int index = (int)(entry.Tick >> (level * SlotBits)) & (Slots - 1);
        int slot = (level << SlotBits) | index;
        TimerEntry? head = _heads[slot].First;
        entry.Slot = slot;
        entry.Previous = null;
        entry.Following = head;
        if (head is not null)
        {
            head.Previous = entry;
        }

        _heads[slot].First = entry;
        _occupied[level] |= 1UL << index;
    }

    private void Unlink(TimerEntry entry)
    {
        if (entry.Previous is not null)
        {
            entry.Previous.Following = entry.Following;
        }
        else if (ReferenceEquals(_heads[entry.Slot].First, entry))
        {
            _heads[entry.Slot].First = entry.Following;
            if (entry.Following is null)
            {
                _occupied[entry.Slot >> SlotBits] &= ~(1UL << (entry.Slot & (Slots - 1)));
            }
        }

        if (entry.Following is not null)
        {
            entry.Following.Previous = entry.Previous;
        }

        entry.Previous = null;
        entry.Following = null;
        entry.Slot = Nowhere;
        Count--;
    }

    private bool TryTakeOpened([NotNullWhen(true)] out TimerEntry? entry)
    {
        entry = _opened.Following;
        if (entry is null)
        {
            return false;
        }

        _opened.Following = entry.Following;
        if (entry.Following is not null)
        {
            entry.Following.Previous = _opened;
        }

        entry.Previous = null;
        entry.Following = null;
        entry.Slot = Nowhere;
        Count--;
        return true;
    }

    /// <summary>A slot's list. A struct: storing into an array of references checks the type each time.</summary>
    private struct Head
    {
        internal TimerEntry? First;
    }

    private sealed class Anchor : TimerEntry
    {
        protected internal override void OnExpired()
        {
        }
    }
}
