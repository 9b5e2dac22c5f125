using System.Text;

namespace Ringspun.Cli.Tests.Echoing;

/// <summary>Streams of lines, and what a server that returns lines has to make of them.</summary>
internal static class LineStreams
{
    /// <summary>Bytes among which newlines are frequent.</summary>
    public static byte[] Random(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(5) == 0 ? (byte)'\n' : (byte)random.Next(256))];

    /// <summary>The lines up to the first that is too long, and whether there is one; the other way round from how the server does it.</summary>
    public static (string Lines, bool IsTooLong) LinesOf(byte[] stream, int maxLine)
    {
        string[] lines = Encoding.Latin1.GetString(stream).Split('\n');
        int tooLong = Array.FindIndex(lines, line => line.Length > maxLine);
        IEnumerable<string> good = tooLong < 0 ? lines[..^1] : lines[..tooLong];
        return (string.Concat(good.Select(line => line + '\n')), tooLong >= 0);
    }
}
