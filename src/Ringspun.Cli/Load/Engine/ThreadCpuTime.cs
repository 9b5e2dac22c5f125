using System.Globalization;

namespace Ringspun.Cli.Load.Engine;

/// <summary>The CPU time of the calling thread, as proc(5) tells it.</summary>
internal static class ThreadCpuTime
{
    // Its first number: nanoseconds on a processor, brought up to date with every tick of the scheduler.
    private const string Statistics = "/proc/thread-self/schedstat";

    /// <summary>CPU time since the thread's start; zero where the kernel keeps no such figure, or /proc is not there.</summary>
    public static TimeSpan Read()
    {
        try
        {
            string text = File.ReadAllText(Statistics);
            return long.TryParse(text.AsSpan(0, Math.Max(text.IndexOf(' ', StringComparison.Ordinal), 0)), NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds)
                ? Timeline.Span(nanoseconds)
                : TimeSpan.Zero;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return TimeSpan.Zero;
        }
    }
}
