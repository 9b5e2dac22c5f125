using System.Diagnostics;
using System.Globalization;

namespace Ringspun.Bench.Idle;

/// <summary>The processes that hold the idle connections.</summary>
internal sealed class Holders : IDisposable
{
    private const int MostOfOneProcess = 10_000;
    private readonly List<Process> _processes = [];

    public Holders(string url, int connections)
    {
        for (int left = connections; left > 0; left -= MostOfOneProcess)
        {
            int count = Math.Min(left, MostOfOneProcess);
            ProcessStartInfo start = new(
                Environment.ProcessPath!, [typeof(Holders).Assembly.Location, "hold", url, count.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            Process process = Process.Start(start)!;
            _processes.Add(process);
            if (process.StandardOutput.ReadLine() != HoldCommand.Ready)
            {
                Dispose();
                throw new BenchFailure($"{count} connections could not be opened: the reason is above");
            }
        }
    }

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }

        _processes.Clear();
    }
}
