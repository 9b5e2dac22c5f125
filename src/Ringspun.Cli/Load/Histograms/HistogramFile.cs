namespace Ringspun.Cli.Load.Histograms;

/// <summary>Histograms in files, with the failures that a person can mend.</summary>
internal static class HistogramFile
{
    /// <exception cref="CommandFailure">It cannot be read, or is not whole.</exception>
    public static HistogramPair Load(string path)
    {
        try
        {
            using StreamReader input = new(path);
            return HistogramReader.Read(input);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure($"cannot read '{path}': {refused.Message}");
        }
        catch (FormatException mistake)
        {
            throw new CommandFailure($"'{path}': {mistake.Message}");
        }
    }

    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static void Save(HistogramPair histograms, string path)
    {
        try
        {
            using StreamWriter output = new(path);
            HistogramWriter.Write(histograms, output);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure($"cannot write '{path}': {refused.Message}");
        }
    }
}
