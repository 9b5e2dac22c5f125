using System.Buffers;
using System.Buffers.Text;

namespace Ringspun.Http.Responses;

/// <summary>Dates in HTTP fields (RFC 9110 section 5.6.7), as seconds since 1970.</summary>
internal static partial class HttpDate
{
    /// <summary>The length of every date we send: <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    public const int Length = 29;

    private const long SecondsPerDay = 86_400;

    // The format has four digits for the year.
    private static readonly long Earliest = DaysFromCivil(1, 1, 1) * SecondsPerDay;
    private static readonly long Latest = (DaysFromCivil(9999, 12, 31) * SecondsPerDay) + SecondsPerDay - 1;

    /// <summary>Writes a date in the preferred format. Seconds that no four-digit year holds become the nearest that does.</summary>
    public static void Format(long unixSeconds, Span<byte> destination)
    {
        var time = DateTime.UnixEpoch.AddSeconds(Math.Clamp(unixSeconds, Earliest, Latest));
        _ = Utf8Formatter.TryFormat(time, destination, out _, new StandardFormat('R'));
    }

    /// <summary>Days since 1970-01-01 of a day in the Gregorian calendar, counted from March so that leap days come last.</summary>
    private static long DaysFromCivil(int year, int month, int day)
    {
        long y = month <= 2 ? year - 1 : year;
        long era = (y >= 0 ? y : y - 399) / 400;
        long yearOfEra = y - (era * 400);
        long dayOfYear = (((153 * (month > 2 ? month - 3 : month + 9)) + 2) / 5) + day - 1;
        long dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }
}
