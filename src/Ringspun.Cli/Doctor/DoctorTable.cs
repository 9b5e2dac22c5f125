namespace Ringspun.Cli.Doctor;

/// <summary>The report for people.</summary>
internal static class DoctorTable
{
    private const int Width = 100;
    private const int Indent = 24;

    public static void Write(DoctorReport report, TextWriter output)
    {
        output.WriteLine($"Linux {report.Kernel}, {report.Architecture}");
        output.WriteLine();
        foreach (Check check in report.Checks)
        {
            string state = check.State switch
            {
                CheckState.Ok => "ok",
                CheckState.Limited => "limited",
                _ => "missing",
            };
            output.Write($"{check.Name,-14}{state,-10}");
            WriteWrapped(check.Found, output);
            output.Write(new string(' ', Indent));
            WriteWrapped(check.Meaning, output);
            if (check.Remedy is not null)
            {
                // A command stays on one line, so that it can be copied.
                output.WriteLine($"{new string(' ', Indent)}mend it: {check.Remedy}");
            }
        }
    }

    private static void WriteWrapped(string text, TextWriter output)
    {
        int column = Indent;
        bool first = true;
        foreach (string word in text.Split(' '))
        {
            if (!first && column + 1 + word.Length > Width)
            {
                output.WriteLine();
                output.Write(new string(' ', Indent));
                column = Indent;
                first = true;
            }

            if (!first)
            {
                output.Write(' ');
                column++;
            }

            output.Write(word);
            column += word.Length;
            first = false;
        }

        output.WriteLine();
    }
}
