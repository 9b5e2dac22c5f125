namespace Ringspun.Cli.Echoing;

/// <summary>Finds the lines in what a stream brings, however it is cut.</summary>
internal static class LineScan
{
    private const byte Newline = (byte)'\n';

    /// <summary>How much of what was received belongs to lines that have ended.</summary>
    /// <param name="received">The next bytes of the stream.</param>
    /// <param name="begun">Bytes of a line that came before them.</param>
    /// <param name="maxLine">Bytes of a line at most, without its newline.</param>
    /// <param name="isTooLong">Whether a line is longer; the lines before it have ended all the same.</param>
    /// <returns>The number of bytes, up to and with the last newline that counts.</returns>
    public static int Complete(ReadOnlySpan<byte> received, int begun, int maxLine, out bool isTooLong)
    {
        isTooLong = false;
        int end = received.LastIndexOf(Newline) + 1;
        if (begun + (long)received.Length <= maxLine)
        {
            // As nearly always: whatever lines these are, none can be too long.
            return end;
        }

        int start = 0;
        long before = begun;
        while (start < end)
        {
            int length = received[start..].IndexOf(Newline);
            if (before + length > maxLine)
            {
                isTooLong = true;
                return start;
            }

            start += length + 1;
            before = 0;
        }

        isTooLong = before + (received.Length - end) > maxLine;
        return end;
    }
}
