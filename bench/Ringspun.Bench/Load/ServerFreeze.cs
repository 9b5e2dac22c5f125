using System.Diagnostics;
using System.Globalization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Load;

/// <summary>Stops a server's processes for a second, as a long collection, a full disk or a failing host would.</summary>
internal sealed class ServerFreeze(int parent)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    /// <summary>How long the server stood still.</summary>
    public TimeSpan Lasted { get; private set; }

    public void Run()
    {
        string[] children = File.ReadAllText($"/proc/{Text(parent)}/task/{Text(parent)}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Signal("-STOP", children);
        var clock = Stopwatch.StartNew();
        Thread.Sleep(Length);
        Signal("-CONT", children);
        Lasted = clock.Elapsed;
    }

    private static void Signal(string signal, string[] processes) => Programs.Run("/bin/kill", [signal, .. processes]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
