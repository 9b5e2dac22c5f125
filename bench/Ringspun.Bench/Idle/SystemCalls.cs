using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Idle;

/// <summary>Counts the system calls of a process, by strace.</summary>
internal static partial class SystemCalls
{
    // Attaching interrupts every thread's call. What follows is not the process's own wish: calls made anew, the code that makes them
    // compiled, and the runtime's compiling thread, which ends itself after four idle seconds.
    private const double AttachSeconds = 8;

    /// <summary>The calls that all threads of a process begin within some seconds; null when strace is not installed.</summary>
    public static int? Count(int process, int seconds)
    {
        if (Programs.Find("strace") is not { } strace)
        {
            return null;
        }

        string file = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new(strace, ["-qq", "-f", "-ttt", "-o", file, "-p", process.ToString(CultureInfo.InvariantCulture)]);
            using Process tracer = Process.Start(start)!;
            Thread.Sleep(TimeSpan.FromSeconds(AttachSeconds + seconds));
            Programs.Run("/bin/kill", "-INT", tracer.Id.ToString(CultureInfo.InvariantCulture));
            tracer.WaitForExit();

            double[] times = [.. File.ReadLines(file)
                .Select(line => Call().Match(line))
                .Where(match => match.Success)
                .Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
            return times.Length == 0 ? 0 : times.Count(time => time > times.Min() + AttachSeconds);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^\d+\s+([\d.]+) \w+\(")]
    private static partial Regex Call();
}
