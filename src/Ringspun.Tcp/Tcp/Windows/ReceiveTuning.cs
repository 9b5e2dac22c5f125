using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Windows;

/// <summary>
/// Dynamic right-sizing: the receive buffer is made twice what the application has read in a round trip, so that a sender in slow start, which doubles
/// what it sends with every round trip, never waits for the window.
/// </summary>
internal struct ReceiveTuning
{
    // Two segments more: the first round trips move little.
    private const int Extra = 2;

    private long _startedAt;
    private long _shortest;
    private long _roundTrip;
    private uint _readAtStart;
    private bool _isRunning;

    /// <summary>A segment came whose echo says how long ago its sender heard of us (RFC 7323 section 4): a round trip, unless the sender has paused.</summary>
    public void OnEcho(TcpBlock block, in TcpOptions options, long now)
    {
        long sample = TimestampClock.Since(options.TimestampEcho, now, block.TsOffset);
        if (sample >= 0 && options.TimestampEcho != 0)
        {
            _shortest = Math.Min(_shortest, Math.Max(sample, TimestampClock.Tick));
        }
    }

    /// <summary>The application has read.</summary>
    public void OnRead(Stack stack, TcpBlock block, long now)
    {
        long roundTrip = _roundTrip == 0 ? block.Rto.SmoothedRtt : _roundTrip;
        if (_isRunning && now - _startedAt < roundTrip)
        {
            return;
        }

        if (_isRunning)
        {
            Grow(stack, block, block.RcvRead - _readAtStart);

            // The shortest of a round: pauses of the sender do not count, and a path that has changed is noticed.
            _roundTrip = _shortest == long.MaxValue ? _roundTrip : _shortest;
        }

        (_isRunning, _startedAt, _readAtStart, _shortest) = (true, now, block.RcvRead, long.MaxValue);
    }

    private static void Grow(Stack stack, TcpBlock block, uint delivered)
    {
        long wanted = (2 * (long)delivered) + (Extra * block.RcvMss);
        if (wanted > block.RcvCapacity && stack.Pressure == MemoryPressure.None)
        {
            block.RcvCapacity = (int)Math.Max(block.RcvCapacity, Math.Min(wanted, block.Settings.MostReceived));
        }
    }
}
