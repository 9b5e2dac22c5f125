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

    // A slot of many timers is more than the caches hold: each link of its list is a wait for the memory, but not for that of another list.
    private const int LaneBits = 2;
    private const int Lanes = 1 << LaneBits;

    private readonly Lane[] _lanes = new Lane[Levels * Slots * Lanes];
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

    /// <summary>
    /// The time of a slot has come: due timers are going to be fired, later ones move to a finer level. The lanes are walked side by side: the
    /// processor waits for a timer of each at the same time.
    /// </summary>
    private void Open(int slot)
    {
        _occupied[slot >> SlotBits] &= ~(1UL << (slot & (Slots - 1)));
        TimerEntry? first = TakeLane(slot, 0);
        TimerEntry? second = TakeLane(slot, 1);
        TimerEntry? third = TakeLane(slot, 2);
        TimerEntry? fourth = TakeLane(slot, 3);
        while (first is not null && second is not null && third is not null && fourth is not null)
        {
            TimerEntry? afterFirst = first.Following;
            TimerEntry? afterSecond = second.Following;
            TimerEntry? afterThird = third.Following;
            TimerEntry? afterFourth = fourth.Following;
            Sort(first);
            Sort(second);
            Sort(third);
            Sort(fourth);
            first = afterFirst;
            second = afterSecond;
            third = afterThird;
            fourth = afterFourth;
        }

        SortLane(first);
        SortLane(second);
        SortLane(third);
        SortLane(fourth);
    }

    private TimerEntry? TakeLane(int slot, int lane)
    {
        ref TimerEntry? first = ref _lanes[(slot << LaneBits) | lane].First;
        TimerEntry? taken = first;
        first = null;
        return taken;
    }

    private void SortLane(TimerEntry? entry)
    {
        while (entry is not null)
        {
            TimerEntry? following = entry.Following;
            Sort(entry);
            entry = following;
        }
    }

    private void Sort(TimerEntry entry)
    {
        if (entry.Tick > _current)
        {
            Place(entry);
        }
        else
        {
            PrependToOpened(entry);
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
        int slot = (((level << SlotBits) | index) << LaneBits) | ((int)entry.Tick & (Lanes - 1));
        ref TimerEntry? first = ref _lanes[slot].First;
        TimerEntry? head = first;
        entry.Slot = slot;
        entry.Previous = null;
        entry.Following = head;
        if (head is not null)
        {
            head.Previous = entry;
        }

        first = entry;
        _occupied[level] |= 1UL << index;
    }

    private void Unlink(TimerEntry entry)
    {
        if (entry.Previous is not null)
        {
            entry.Previous.Following = entry.Following;
        }
        else
        {
            _lanes[entry.Slot].First = entry.Following;
            int slot = entry.Slot >> LaneBits;
            if (entry.Following is null && IsEmpty(slot))
            {
                _occupied[slot >> SlotBits] &= ~(1UL << (slot & (Slots - 1)));
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

    private bool IsEmpty(int slot)
    {
        foreach (Lane lane in _lanes.AsSpan(slot << LaneBits, Lanes))
        {
            if (lane.First is not null)
            {
                return false;
            }
        }

        return true;
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

    /// <summary>The list of those timers of a slot whose ticks end alike. A struct: storing into an array of references checks the type each time.</summary>
    private struct Lane
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
