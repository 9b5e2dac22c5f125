using System.Globalization;

namespace Ringspun.Cli.Load.Requests;

/// <summary>A file of paths, one a line, that requests ask for in turn. Empty lines and lines that begin with <c>#</c> are skipped.</summary>
internal static class PathList
{
    /// <summary>The paths of a file, at least one.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, has no path, or a line that is none.</exception>
    public static IReadOnlyList<string> Load(string file)
    {
        try
        {
            return Read(File.ReadLines(file), file);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandFailure($"--paths: cannot read '{file}': {refused.Message}");
        }
    }

    internal static IReadOnlyList<string> Read(IEnumerable<string> lines, string file)
    {
        List<string> paths = [];
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            string path = line.Trim();
            if (path.Length == 0 || path[0] == '#')
            {
                continue;
            }

            // It goes into the request line as it is: a blank or a control character would end it early.
            if (path[0] != '/' || path.Any(c => c is <= ' ' or > '~'))
            {
                throw new CommandFailure(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--paths: '{file}', line {number}: '{path}' is not a path; it begins with '/' and has no blanks (write %20) and only ASCII (percent-encode the rest)"));
            }

            paths.Add(path);
        }

        return paths.Count > 0 ? paths : throw new CommandFailure($"--paths: '{file}' has no paths");
    }
}
