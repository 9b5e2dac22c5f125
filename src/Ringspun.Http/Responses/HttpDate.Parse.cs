using Ringspun.Http.Parsing;

namespace Ringspun.Http.Responses;

/// <content>A recipient accepts all three formats (RFC 9110 section 5.6.7); names are case-sensitive, all fields have fixed widths.</content>
internal static partial class HttpDate
{
    /// <summary>Reads a date. The weekday must be one, but is not checked against the date.</summary>
    /// <param name="text">The field value.</param>
    /// <param name="now">The present second, to which the two-digit years of RFC 850 are near.</param>
    /// <param name="unixSeconds">The date.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, long now, out long unixSeconds)
    {
        unixSeconds = 0;
        int comma = text.IndexOf((byte)',');
        return comma switch
        {
            < 0 => TryParseAsctime(text, out unixSeconds),
            3 => TryParseFixed(text, out unixSeconds),
            _ => TryParseRfc850(text, comma, now, out unixSeconds),
        };
    }

    // Sun, 06 Nov 1994 08:49:37 GMT
    private static bool TryParseFixed(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        return text.Length == Length && IsShortWeekday(text[..3])
            && text[3] == ',' && text[4] == ' ' && text[7] == ' ' && text[11] == ' ' && text[16] == ' '
            && text[25..].SequenceEqual(" GMT"u8)
            && TryCompose(Number(text[12..16]), Month(text[8..11]), Number(text[5..7]), text[17..25], out seconds);
    }

    // Sunday, 06-Nov-94 08:49:37 GMT
    private static bool TryParseRfc850(ReadOnlySpan<byte> text, int comma, long now, out long seconds)
    {
        seconds = 0;
        if (text.Length != comma + 24 || !IsLongWeekday(text[..comma]))
        {
            return false;
        }

        text = text[(comma + 1)..];
        if (text[0] != ' ' || text[3] != '-' || text[7] != '-' || text[10] != ' ' || !text[19..].SequenceEqual(" GMT"u8))
        {
            return false;
        }

        int twoDigits = Number(text[8..10]);
        int month = Month(text[4..7]);
        int day = Number(text[1..3]);
        int century = DateTime.UnixEpoch.AddSeconds(Math.Clamp(now, Earliest, Latest)).Year / 100 * 100;

        // A date more than 50 years ahead is the most recent past year with the same digits. The century is tried from the next one down,
        // for the years around a turn of it.
        for (int attempt = century + 100; attempt >= century - 100 && twoDigits >= 0; attempt -= 100)
        {
            if (attempt + twoDigits is >= 1 and <= 9999
                && TryCompose(attempt + twoDigits, month, day, text[11..19], out seconds)
                && seconds <= now + (long)(50 * 365.2425 * SecondsPerDay))
            {
                return true;
            }
        }

        return false;
    }

    // Sun Nov  6 08:49:37 1994
    private static bool TryParseAsctime(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        return text.Length == 24 && IsShortWeekday(text[..3])
            && text[3] == ' ' && text[7] == ' ' && text[10] == ' ' && text[19] == ' '
            && TryCompose(Number(text[20..24]), Month(text[4..7]), Number(text[8] == ' ' ? text[9..10] : text[8..10]), text[11..19], out seconds);
    }

    private static bool TryCompose(int year, int month, int day, ReadOnlySpan<byte> time, out long seconds)
    {
        seconds = 0;
        if (year < 1 || month < 1 || day < 1 || day > DateTime.DaysInMonth(year, month) || time[2] != ':' || time[5] != ':')
        {
            return false;
        }

        int hour = Number(time[..2]);
        int minute = Number(time[3..5]);
        int second = Number(time[6..8]);

        // 60 is a leap second.
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return false;
        }

        seconds = (DaysFromCivil(year, month, day) * SecondsPerDay) + (((hour * 60) + minute) * 60) + second;
        return true;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte b in digits)
        {
            if (!Grammar.IsDigit(b))
            {
                return -1;
            }

            number = (number * 10) + (b - '0');
        }

        return number;
    }

    private static int Month(ReadOnlySpan<byte> name) => IndexOfName("JanFebMarAprMayJunJulAugSepOctNovDec"u8, name) + 1;

    private static bool IsShortWeekday(ReadOnlySpan<byte> name) => IndexOfName("MonTueWedThuFriSatSun"u8, name) >= 0;

    private static int IndexOfName(ReadOnlySpan<byte> names, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < names.Length; i += 3)
        {
            if (names.Slice(i, 3).SequenceEqual(name))
            {
                return i / 3;
            }
        }

        return -1;
    }

    private static bool IsLongWeekday(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Monday"u8) || name.SequenceEqual("Tuesday"u8) || name.SequenceEqual("Wednesday"u8)
        || name.SequenceEqual("Thursday"u8) || name.SequenceEqual("Friday"u8) || name.SequenceEqual("Saturday"u8)
        || name.SequenceEqual("Sunday"u8);
}
