namespace Ringspun.Http.Responses;

/// <summary>The Date field of the present second, formatted once a second. One per event loop: not for use by several threads.</summary>
internal sealed class DateClock
{
    private readonly byte[] _bytes = new byte[HttpDate.Length];
    private long _second = long.MinValue;

    /// <summary>The date of a second; the same bytes as long as the second is the same.</summary>
    public ReadOnlySpan<byte> At(long unixSeconds)
    {
        if (unixSeconds != _second)
        {
            HttpDate.Format(unixSeconds, _bytes);
            _second = unixSeconds;
        }

        return _bytes;
    }
}
