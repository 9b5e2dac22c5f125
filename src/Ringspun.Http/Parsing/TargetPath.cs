namespace Ringspun.Http.Parsing;

/// <summary>Turns the path of a request target into a path below the served directory, and back for redirects.</summary>
internal static class TargetPath
{
    /// <summary>Room for the longest path that the kernel takes, with its final NUL (PATH_MAX).</summary>
    public const int MaxBytes = 4096;

    /// <summary>
    /// Decodes percent-encoding, then removes empty and dot segments: in this order, so that encoded dots are dots (RFC 3986 sections 2.4
    /// and 5.2.4). The result never begins with a slash and never leaves the directory; the open itself (RESOLVE_BENEATH) guards it again.
    /// </summary>
    /// <param name="target">Path and query of the target; empty means <c>/</c>.</param>
    /// <param name="destination">Receives the path and a NUL after it; <c>.</c> for the directory itself.</param>
    /// <param name="length">The path's length without the NUL.</param>
    /// <param name="isDirectory">True when the target ends like a directory's: in a slash or a dot segment.</param>
    public static PathOutcome Resolve(ReadOnlySpan<byte> target, Span<byte> destination, out int length, out bool isDirectory)
    {
        length = 0;
        isDirectory = true;
        var rest = PathOf(target);
        int written = 0;
        while (!rest.IsEmpty)
        {
            rest = rest[1..]; // The slash: the parser lets no other first byte through, and each turn stops at the next one.
            int end = rest.IndexOf((byte)'/');
            var segment = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];

            int start = written == 0 ? 0 : written + 1;
            if (start + segment.Length >= destination.Length)
            {
                return PathOutcome.TooLong;
            }

            var outcome = Decode(segment, destination[start..], out int count);
            if (outcome != PathOutcome.Resolved)
            {
                return outcome;
            }

            var name = destination.Slice(start, count);
            isDirectory = count == 0 || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);
            if (!isDirectory)
            {
                if (start > 0)
                {
                    destination[start - 1] = (byte)'/';
                }

                written = start + count;
            }
            else if (count == 2)
            {
                if (written == 0)
                {
                    return PathOutcome.Malformed;
                }

                written = Math.Max(destination[..written].LastIndexOf((byte)'/'), 0);
            }
        }

        if (written == 0)
        {
            destination[written++] = (byte)'.';
        }

        destination[written] = 0;
        length = written;
        return PathOutcome.Resolved;
    }

    /// <summary>Longest target that <see cref="WriteTarget"/> writes for a path and a query: every byte of the path percent-encoded, and two slashes.</summary>
    public static int MaxTargetBytes(int pathLength, int queryLength) => (3 * pathLength) + queryLength + 2;

    /// <summary>
    /// Writes the one canonical target of a path: the key of the file in the cache, and where redirects lead to. Built from the decoded path
    /// rather than from the request, so that <c>//elsewhere</c> does not become a redirect to another host.
    /// </summary>
    /// <param name="path">A path from <see cref="Resolve"/>.</param>
    /// <param name="isDirectory">Whether a slash ends it.</param>
    /// <param name="query">The query with its question mark, or nothing. It is visible ASCII, as the parser made sure: it cannot break out of a field.</param>
    /// <param name="destination">At least <see cref="MaxTargetBytes"/> long.</param>
    /// <returns>The target's length.</returns>
    public static int WriteTarget(ReadOnlySpan<byte> path, bool isDirectory, ReadOnlySpan<byte> query, Span<byte> destination)
    {
        int written = 0;
        destination[written++] = (byte)'/';
        bool isRoot = path.IsEmpty || path.SequenceEqual("."u8);
        foreach (byte b in isRoot ? default : path)
        {
            if (Grammar.PathBytes.Contains(b))
            {
                destination[written++] = b;
                continue;
            }

            destination[written++] = (byte)'%';
            destination[written++] = "0123456789ABCDEF"u8[b >> 4];
            destination[written++] = "0123456789ABCDEF"u8[b & 15];
        }

        if (isDirectory && !isRoot)
        {
            destination[written++] = (byte)'/';
        }

        query.CopyTo(destination[written..]);
        return written + query.Length;
    }

    /// <summary>The query of a target, with its question mark; empty without one.</summary>
    public static ReadOnlySpan<byte> QueryOf(ReadOnlySpan<byte> target) => target[PathOf(target).Length..];

    /// <summary>The target without its query.</summary>
    public static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target)
    {
        int query = target.IndexOf((byte)'?');
        return query < 0 ? target : target[..query];
    }

    private static PathOutcome Decode(ReadOnlySpan<byte> segment, Span<byte> destination, out int count)
    {
        count = 0;
        for (int i = 0; i < segment.Length; i++)
        {
            byte b = segment[i];
            if (b == '%')
            {
                int high = i + 2 < segment.Length ? Grammar.HexValue(segment[i + 1]) : -1;
                int low = i + 2 < segment.Length ? Grammar.HexValue(segment[i + 2]) : -1;
                if ((high | low) <= 0)
                {
                    // A negative digit is no digit, and two zeros are a NUL, which would end the name early for the kernel.
                    return PathOutcome.Malformed;
                }

                b = (byte)((high << 4) | low);
                i += 2;
                if (b == '/')
                {
                    return PathOutcome.Impossible;
                }
            }

            destination[count++] = b;
        }

        return PathOutcome.Resolved;
    }
}
