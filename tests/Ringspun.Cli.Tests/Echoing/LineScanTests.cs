using System.Text;
using Ringspun.Cli.Echoing;
using Ringspun.Cli.Tests.Load;

namespace Ringspun.Cli.Tests.Echoing;

public class LineScanTests
{
    [Theory]
    [InlineData("", 0, 5, 0, false)]
    [InlineData("abc", 0, 5, 0, false)]
    [InlineData("abcde", 0, 5, 0, false)]
    [InlineData("abcdef", 0, 5, 0, true)]
    [InlineData("abcde\n", 0, 5, 6, false)]
    [InlineData("abcdef\n", 0, 5, 0, true)]
    [InlineData("a\nb\nc", 0, 5, 4, false)]
    [InlineData("a\nabcdef\nb\n", 0, 5, 2, true)]
    [InlineData("a\nb\nabcdef", 0, 5, 4, true)]
    [InlineData("a\n\n\n", 0, 1, 4, false)]
    [InlineData("a", 4, 5, 0, false)]
    [InlineData("a", 5, 5, 0, true)]
    [InlineData("\n", 5, 5, 1, false)]
    [InlineData("a\n", 5, 5, 0, true)]
    [InlineData("abcd\r\nx", 0, 5, 6, false)]
    [InlineData("abcde\r\nx", 0, 5, 0, true)]
    public void Ends_are_found_and_lengths_are_held(string received, int begun, int maxLine, int complete, bool isTooLong)
    {
        Assert.Equal(complete, LineScan.Complete(Encoding.ASCII.GetBytes(received), begun, maxLine, out bool tooLong));
        Assert.Equal(isTooLong, tooLong);
    }

    [Fact]
    public void The_outcome_does_not_depend_on_how_the_stream_is_cut()
    {
        Random random = new(Seeds.Next());
        for (int round = 0; round < 2000; round++)
        {
            byte[] stream = LineStreams.Random(random, random.Next(200));
            int maxLine = random.Next(1, 12);
            (string Lines, bool IsTooLong) whole = Scan(stream, maxLine, () => stream.Length);
            Assert.Equal(LineStreams.LinesOf(stream, maxLine), whole);
            Assert.Equal(whole, Scan(stream, maxLine, () => random.Next(1, 9)));
        }
    }

    private static (string Lines, bool IsTooLong) Scan(byte[] stream, int maxLine, Func<int> piece)
    {
        StringBuilder lines = new();
        List<byte> begun = [];
        for (int at = 0; at < stream.Length;)
        {
            byte[] received = stream[at..Math.Min(stream.Length, at + piece())];
            at += received.Length;
            int complete = LineScan.Complete(received, begun.Count, maxLine, out bool isTooLong);
            if (complete > 0)
            {
                lines.Append(Encoding.Latin1.GetString([.. begun])).Append(Encoding.Latin1.GetString(received[..complete]));
                begun.Clear();
            }

            if (isTooLong)
            {
                return (lines.ToString(), true);
            }

            begun.AddRange(received[complete..]);
        }

        return (lines.ToString(), false);
    }
}
