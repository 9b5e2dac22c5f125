using System.CommandLine;
using Ringspun.Cli.Load.Histograms;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Views;

namespace Ringspun.Cli.Load;

/// <summary>Where the parts of a result go: what a program is to read from stdout stands there alone.</summary>
internal static class LoadOutput
{
    internal const string Standard = "-";

    public static void Write(LoadResult result, LoadSettings settings, InvocationConfiguration invocation)
    {
        bool isTaken = settings.Json == Standard || settings.Histogram == Standard;
        ResultTable.Write(result, isTaken ? invocation.Error : invocation.Output);
        if (settings.Json == Standard)
        {
            invocation.Output.WriteLine(LoadReport.Of(result).ToJson());
        }
        else if (settings.Json is { } file)
        {
            Save(file, output => output.WriteLine(LoadReport.Of(result).ToJson()));
        }

        if (settings.Histogram == Standard)
        {
            HistogramWriter.Write(result.Histograms, invocation.Output);
        }
        else if (settings.Histogram is { } histogram)
        {
            HistogramFile.Save(result.Histograms, histogram);
        }
    }

    private static void Save(string path, Action<TextWriter> write)
    {
        try
        {
            using StreamWriter output = new(path);
            write(output);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure($"cannot write '{path}': {refused.Message}");
        }
    }
}
