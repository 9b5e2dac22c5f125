using System.Globalization;

namespace Ringspun.Cli;

/// <summary>
/// Keeps what is written to stdout and stderr from going astray. When the program is started with one of them closed, the next file that
/// the runtime opens gets its number, and the program's words would go into that file.
/// </summary>
internal static class StandardStreams
{
    private const string FlagsField = "flags:";
    private const int CloseOnExec = 0x80000;

    /// <summary>Replaces the streams that were closed when the program was started; nobody would read them.</summary>
    public static void Guard()
    {
        if (!IsInherited(1))
        {
            Console.SetOut(TextWriter.Null);
        }

        if (!IsInherited(2))
        {
            Console.SetError(TextWriter.Null);
        }
    }

    // What has come through exec cannot be close-on-exec; what the runtime opens for itself is.
    private static bool IsInherited(int descriptor)
    {
        try
        {
            string? flags = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fdinfo/{descriptor}"))
                .FirstOrDefault(line => line.StartsWith(FlagsField, StringComparison.Ordinal));
            return flags is null || (Convert.ToInt32(flags[FlagsField.Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            // Without /proc there is no telling; open streams are the rule.
            return true;
        }
    }
}
