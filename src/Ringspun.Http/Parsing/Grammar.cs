using System.Buffers;

namespace Ringspun.Http.Parsing;

/// <summary>The character classes of RFC 9110 and RFC 3986, as sets that are searched with vector instructions.</summary>
internal static class Grammar
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>RFC 9110 section 5.6.2: tchar.</summary>
    public static readonly SearchValues<byte> Token = Set("!#$%&'*+-.^_`|~" + Digits + Letters);

    /// <summary>
    /// What may not stand in a field value (RFC 9110 section 5.5): every control but HTAB. The section asks to refuse CR, LF and NUL
    /// and allows the other controls to be kept; no honest client sends them, so all are refused.
    /// </summary>
    public static readonly SearchValues<byte> NotInFieldValue = SearchValues.Create(Where(static b => (b < 0x20 && b != '\t') || b == 0x7F));

    /// <summary>
    /// What ends or spoils a request target: anything but visible ASCII, and the four characters that even lenient clients encode
    /// (a fragment is never sent, RFC 9110 section 7.1). Browsers send <c>| { } ^ \ `</c> bare in queries, so those are let through.
    /// </summary>
    public static readonly SearchValues<byte> NotInTarget = SearchValues.Create(Where(static b => b is <= 0x20 or >= 0x7F or (byte)'"' or (byte)'#' or (byte)'<' or (byte)'>'));

    /// <summary>RFC 3986 section 3.2.2: reg-name without its percent-encoding, which is looked at separately.</summary>
    public static readonly SearchValues<byte> RegName = Set("-._~!$&'()*+,;=" + Digits + Letters);

    /// <summary>RFC 3986 section 3.2.2: what stands between the brackets of an IPv6 address.</summary>
    public static readonly SearchValues<byte> IPv6Literal = Set(":." + Digits + "ABCDEFabcdef");

    /// <summary>RFC 3986 section 3.3: pchar and the slash, which need no encoding in a path.</summary>
    public static readonly SearchValues<byte> PathBytes = Set("-._~!$&'()*+,;=:@/" + Digits + Letters);

    /// <summary>Removes optional whitespace at both ends (RFC 9110 section 5.6.3: OWS is SP and HTAB, nothing else).</summary>
    public static ReadOnlySpan<byte> TrimWhitespace(ReadOnlySpan<byte> value) => TrimWhitespace(value, out _);

    /// <summary>The same, with the number of bytes skipped at the beginning.</summary>
    public static ReadOnlySpan<byte> TrimWhitespace(ReadOnlySpan<byte> value, out int skipped)
    {
        skipped = 0;
        while (skipped < value.Length && IsWhitespace(value[skipped]))
        {
            skipped++;
        }

        int end = value.Length;
        while (end > skipped && IsWhitespace(value[end - 1]))
        {
            end--;
        }

        return value[skipped..end];
    }

    /// <summary>Cuts the first element off a comma-separated list (RFC 9110 section 5.6.1), trimmed; empty elements come back empty.</summary>
    public static ReadOnlySpan<byte> NextElement(ref ReadOnlySpan<byte> list)
    {
        int comma = list.IndexOf((byte)',');
        var element = comma < 0 ? list : list[..comma];
        list = comma < 0 ? default : list[(comma + 1)..];
        return TrimWhitespace(element);
    }

    public static bool IsWhitespace(byte b) => b is (byte)' ' or (byte)'\t';

    public static bool IsDigit(byte b) => (uint)(b - '0') <= 9;

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    /// <summary>Reads a Content-Length (RFC 9110 section 8.6: 1*DIGIT). False when it is none, or more than any body can have.</summary>
    public static bool TryParseLength(ReadOnlySpan<byte> digits, out long length)
    {
        length = 0;
        foreach (byte b in digits)
        {
            if (!IsDigit(b) || length > (long.MaxValue - 9) / 10)
            {
                return false;
            }

            length = (length * 10) + (b - '0');
        }

        return !digits.IsEmpty;
    }

    private static SearchValues<byte> Set(string ascii) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(ascii));

    private static byte[] Where(Func<byte, bool> belongs)
    {
        var bytes = new List<byte>(256);
        for (int b = 0; b <= 255; b++)
        {
            if (belongs((byte)b))
            {
                bytes.Add((byte)b);
            }
        }

        return [.. bytes];
    }
}
