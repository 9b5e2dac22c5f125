namespace Ringspun.Tcp.Retransmission;

/// <summary>
/// The shortest round trip of late (RFC 8985 section 6.2, step 1): of one to two windows, so that a path that has become longer is believed. Times are
/// nanoseconds.
/// </summary>
internal struct WindowedMinimum
{
    // Routes change within minutes; queues that never drain for so long are rare.
    private const long Window = 150_000_000_000;

    private long _previous;
    private long _current;
    private long _end;

    /// <summary>The shortest; <see cref="long.MaxValue"/> before the first.</summary>
    public readonly long Value => Math.Min(_previous, _current);

    public static WindowedMinimum Create() => new() { _previous = long.MaxValue, _current = long.MaxValue };

    public void Add(long rtt, long now)
    {
        if (now >= _end)
        {
            // What was measured before a pause of more than a window says nothing any more.
            _previous = now - _end < Window ? _current : long.MaxValue;
            _current = rtt;
            _end = now + Window;
            return;
        }

        _current = Math.Min(_current, rtt);
    }
}
