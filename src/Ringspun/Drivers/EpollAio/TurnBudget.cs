using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// The time that system calls of one turn may take. A fiber whose peer is always ready never has to wait, and would hold its loop for ever: when the
/// budget is spent, calls wait for the next turn. The clock is read after every few calls only.
/// </summary>
internal struct TurnBudget(long nanoseconds)
{
    private const int CallsPerLook = 16;

    /// <summary>Copying so many bytes counts as much as a call.</summary>
    private const int BytesPerCall = 16 * 1024;

    private long _end;
    private int _left;

    internal void Start(long now)
    {
        _end = now + nanoseconds;
        _left = CallsPerLook;
    }

    /// <summary>Whether one more call may be made in this turn. It is not counted.</summary>
    internal bool HasRoom()
    {
        if (_left <= 0)
        {
            if (MonotonicClock.Nanoseconds >= _end)
            {
                return false;
            }

            _left = CallsPerLook;
        }

        return true;
    }

    /// <summary>Whether one more call may be made in this turn, which is then counted.</summary>
    internal bool TrySpend()
    {
        bool hasRoom = HasRoom();
        _left--;
        return hasRoom;
    }

    /// <summary>The last call copied so many bytes.</summary>
    internal void Charge(int bytes) => _left -= bytes / BytesPerCall;
}
