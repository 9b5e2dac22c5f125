namespace Ringspun.Http.Parsing;

/// <summary>The Host field's grammar: <c>uri-host [ ":" port ]</c> (RFC 9110 section 7.2, RFC 3986 section 3.2.2).</summary>
internal static class HostField
{
    /// <summary>
    /// True when the value is a host with an optional port. The empty value is valid: a client sends it when its target has no authority.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        int hostLength = HostLength(value);
        if (hostLength < 0)
        {
            return false;
        }

        var port = value[hostLength..];
        return port.IsEmpty || (port[0] == ':' && IsPort(port[1..]));
    }

    private static int HostLength(ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && value[0] == '[')
        {
            int close = value.IndexOf((byte)']');
            return close > 1 && !value[1..close].ContainsAnyExcept(Grammar.IPv6Literal) ? close + 1 : -1;
        }

        return RegNameLength(value);
    }

    /// <summary>Length of the reg-name at the beginning, up to a colon or the end; -1 when something else stands in it.</summary>
    private static int RegNameLength(ReadOnlySpan<byte> value)
    {
        int length = 0;
        while (true)
        {
            int other = value[length..].IndexOfAnyExcept(Grammar.RegName);
            if (other < 0)
            {
                return value.Length;
            }

            length += other;
            if (value[length] == ':')
            {
                return length;
            }

            if (value[length] != '%' || value.Length < length + 3
                || Grammar.HexValue(value[length + 1]) < 0 || Grammar.HexValue(value[length + 2]) < 0)
            {
                return -1;
            }

            length += 3;
        }
    }

    // RFC 3986 lets the port be empty; five digits are the most that a TCP port has.
    private static bool IsPort(ReadOnlySpan<byte> port)
    {
        if (port.Length > 5)
        {
            return false;
        }

        int number = 0;
        foreach (byte b in port)
        {
            if (!Grammar.IsDigit(b))
            {
                return false;
            }

            number = (number * 10) + (b - '0');
        }

        return number <= ushort.MaxValue;
    }
}
