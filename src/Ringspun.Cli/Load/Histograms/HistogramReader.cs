using System.Globalization;

namespace Ringspun.Cli.Load.Histograms;

/// <summary>Reads back what <see cref="HistogramWriter"/> has written, without loss; everything but our own comment lines is skipped.</summary>
internal static class HistogramReader
{
    /// <summary>The histograms of a file.</summary>
    /// <exception cref="FormatException">The text is not whole, or contradicts itself; the message says where.</exception>
    public static HistogramPair Read(TextReader input)
    {
        HistogramSection? latency = null;
        HistogramSection? service = null;
        bool begun = false;
        bool ended = false;
        for (int number = 1; input.ReadLine() is { } line; number++)
        {
            if (!line.StartsWith(HistogramWriter.Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (ended)
            {
                throw Mistake(number, "there is more than one histogram; a file has one");
            }

            string[] words = line[HistogramWriter.Prefix.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["histogram", "1"] when !begun:
                    begun = true;
                    break;
                case ["histogram", ..]:
                    throw Mistake(number, $"'{line}' is of another version; this one reads '{HistogramWriter.Version}'");
                case ["latency", .. var figures] when begun:
                    Take(ref latency, figures, number);
                    break;
                case ["service", .. var figures] when begun:
                    Take(ref service, figures, number);
                    break;
                case ["end"] when begun:
                    ended = true;
                    break;
                default:
                    throw Mistake(number, $"'{line}' is not understood");
            }
        }

        if (!begun)
        {
            throw new FormatException("there are no exact counts in it: only files of 'ringspun load --histogram' can be merged");
        }

        if (!ended || latency is null || service is null)
        {
            throw new FormatException("it is cut off: the exact counts are not whole");
        }

        return new HistogramPair(latency.Restore("latency"), service.Restore("service"));
    }

    private static void Take(ref HistogramSection? section, string[] figures, int number)
    {
        if (section is null)
        {
            section = HistogramSection.TryRead(figures) ?? throw Mistake(number, "expected total=, sum=, min= and max=");
            return;
        }

        foreach (string figure in figures)
        {
            int colon = figure.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0
                || !int.TryParse(figure.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int step)
                || !long.TryParse(figure.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                throw Mistake(number, $"'{figure}' is not STEP:COUNT");
            }

            section.Steps.Add(new StepCounter(step, count));
        }
    }

    private static FormatException Mistake(int number, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {number}: {what}"));
}
